import { type Integration, listIntegrations, listRuns, setBaseUrl } from "@muster/store";
import { connect, enable } from "@muster/sync";
import { follow } from "./follow.ts";
import { ADMIN, inOrganization, INTEGRATION_NAME } from "./story.ts";
import type { World } from "./world.ts";

type Parts = Pick<World, "simulator" | "muster" | "organization">;

/** Lets the integration of an earlier start find the simulator, wherever that listens now. */
export async function readdress(parts: Parts): Promise<void> {
  const integration = await findOurs(parts);
  if (!integration || integration.baseUrl === parts.simulator.url) return;
  await inOrganization({ world: parts }, (tx) => setBaseUrl(tx, integration.id, parts.simulator.url));
}

/** Sees to it that the integration is there and was enabled once; waits for the sync that this begins with. */
export async function populate(world: World, signal: AbortSignal): Promise<Integration> {
  const { simulator, muster, organization } = world;
  const integration =
    (await findOurs(world)) ??
    (await connect(muster.engine, {
      actor: "demo",
      orgId: organization.id,
      connector: simulator.vendor,
      name: INTEGRATION_NAME,
      config: simulator.config,
      baseUrl: simulator.url,
    }));
  const runs = await inOrganization({ world }, (tx) =>
    listRuns(tx, { integrationId: integration.id, limit: 1 }),
  );
  if (runs.length === 0) {
    const { id } = await enable(muster.engine, integration, ADMIN);
    await follow(world, id, signal);
  }
  return integration;
}

async function findOurs(parts: Parts): Promise<Integration | undefined> {
  const all = await inOrganization({ world: parts }, listIntegrations);
  return all.find(({ name }) => name === INTEGRATION_NAME);
}
