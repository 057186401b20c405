import { nextRunAt, parseSchedule, SCHEDULE_FORMS } from "@muster/roster";
import { findIntegration, type Integration, setSchedule, StoreError, writeAudit } from "@muster/store";
import type { Engine } from "../engine.ts";

/**
 * Reads a schedule as a person writes it, as it is stored; `seed` names the integration, such as `1/hr`. Throws
 * StoreError badSchedule.
 */
export function readSchedule(text: string, seed: string): string {
  const parsed = parseSchedule(text, seed);
  if (parsed.ok) return parsed.schedule;
  throw new StoreError(`"${text}" is no schedule. ${parsed.issue}.`, {
    code: "badSchedule",
    fix: `Give one of: ${SCHEDULE_FORMS.join(", ")}. It is in the organization's time zone.`,
  });
}

/**
 * Gives an integration another frequency, at once: what was due by the old one is no longer. Gives the integration as it
 * is now. Throws StoreError badSchedule.
 */
export async function changeSchedule(
  engine: Engine,
  integration: Integration,
  { text, actor }: { text: string; actor: string },
): Promise<Integration> {
  const { id, orgId, timeZone, name } = integration;
  const schedule = readSchedule(text, `${orgId}/${name}`);
  const now = engine.now();
  return engine.store.forOrganization(orgId, async (tx) => {
    await setSchedule(tx, id, { schedule, nextRunAt: nextRunAt({ id, schedule, timeZone }, now) });
    const detail = { from: integration.schedule, to: schedule };
    await writeAudit(tx, {
      orgId,
      actor,
      now,
      act: "integrations.schedule",
      subject: `integration:${id}`,
      detail,
    });
    return (await findIntegration(tx, id)) ?? integration;
  });
}
