import { listIntegrations } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { inOrganization } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";

export async function listAll(context: Context): Promise<void> {
  const { output, options } = context;
  const all = await inOrganization(context, ({ store, org }) =>
    store.forOrganization(org.id, listIntegrations),
  );
  if (options.json) {
    return all.forEach(({ id, connector, name, enabled, schedule, nextRunAt, lastPeople }) =>
      output.json({ id: String(id), connector, name, enabled, schedule, nextRunAt, lastPeople }),
    );
  }
  const rows = all.map((each) => [
    each.id,
    each.name,
    each.connector,
    each.enabled,
    each.schedule,
    each.nextRunAt,
    each.lastPeople,
  ]);
  output.line(
    renderTable(["id", "name", "connector", "enabled", "schedule", "next run", "people read last"], rows),
  );
}
