import { ConnectorError } from "@muster/connector-sdk";
import { type PartialPolicy, policyOf, policySchema } from "@muster/roster";
import { announce, type Announcement, type Integration, replacePolicy, writeAudit } from "@muster/store";
import type { Engine } from "../engine.ts";

/**
 * Changes numbers of an integration's policy; `null` takes one back to the default. Throws ConnectorError `config`
 * `badPolicy`. The next run holds all leavers once, because a limit was moved.
 */
export async function changePolicy(
  engine: Engine,
  integration: Integration,
  input: { policy: PartialPolicy; actor: string },
): Promise<void> {
  const parsed = policySchema.safeParse(policyOf(input.policy));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${path.map(String).join(".")}: ${message}`,
    );
    throw new ConnectorError("config", `The policy is not right: ${problems.join("; ")}.`, {
      code: "badPolicy",
      fix: "`muster integrations policy ID` lists the names and what they are now.",
    });
  }
  const { id, orgId } = integration;
  const now = engine.now();
  await engine.store.forOrganization(orgId, async (tx) => {
    await replacePolicy(tx, id, input.policy);
    const subject = `integration:${id}`;
    await writeAudit(tx, {
      orgId,
      actor: input.actor,
      now,
      act: "integrations.policy",
      subject,
      detail: { policy: input.policy },
    });
  });
}

/** Says that so many people will leave until a day, so that the gate lets them pass. */
export async function announceLeavers(
  engine: Engine,
  { id, orgId }: Integration,
  input: { leavers: number; until: string; actor: string; reason: string | null },
): Promise<Announcement> {
  const now = engine.now();
  return engine.store.forOrganization(orgId, async (tx) => {
    const announcement = await announce(tx, { orgId, integrationId: id, ...input, now });
    const { leavers, until } = input;
    const subject = `integration:${id}`;
    await writeAudit(tx, {
      orgId,
      actor: input.actor,
      now,
      act: "integrations.announce",
      subject,
      detail: { leavers, until },
    });
    return announcement;
  });
}
