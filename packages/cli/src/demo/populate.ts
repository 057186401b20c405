import { countMembers, listIntegrations, listRuns, type Member, setBaseUrl } from "@muster/store";
import { connect, enable } from "@muster/sync";
import { follow } from "./follow.ts";
import { ADMIN, inOrganization, INTEGRATION_NAME } from "./story.ts";
import type { World } from "./world.ts";

/** Sees to it that the integration is there, finds the simulator, and was enabled once. Gives the members by status. */
export async function populate(world: World, signal: AbortSignal): Promise<Record<Member["status"], number>> {
  const { simulator, muster, organization } = world;
  const known = (await inOrganization({ world }, listIntegrations)).find(
    ({ name }) => name === INTEGRATION_NAME,
  );
  const integration =
    known ??
    (await connect(muster.engine, {
      orgId: organization.id,
      connector: simulator.vendor,
      name: INTEGRATION_NAME,
      config: simulator.config,
      baseUrl: simulator.url,
    }));
  if (integration.baseUrl !== simulator.url) {
    await inOrganization({ world }, (tx) => setBaseUrl(tx, integration.id, simulator.url));
  }
  const runs = await inOrganization({ world }, (tx) =>
    listRuns(tx, { integrationId: integration.id, limit: 1 }),
  );
  if (runs.length === 0) {
    const { id } = await enable(muster.engine, integration, ADMIN);
    await follow(world, id, signal);
  }
  return inOrganization({ world }, countMembers);
}
