import { listIntegrations } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { inOrganization } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";
import { frequencyText, nextRunsText, scheduleView } from "./schedule-view.ts";

export async function listAll(context: Context): Promise<void> {
  const { output, options } = context;
  const { all, now } = await inOrganization(context, async ({ store, org, engine }) => ({
    all: await store.forOrganization(org.id, listIntegrations),
    now: engine.now(),
  }));
  if (options.json) {
    return all.forEach((each) => {
      const { id, connector, name, enabled, nextRunAt, lastPeople } = each;
      output.json({
        id: String(id),
        connector,
        name,
        enabled,
        ...scheduleView(each, now),
        nextRunAt,
        lastPeople,
      });
    });
  }
  const rows = all.map((each) => {
    const schedule = scheduleView(each, now);
    return [
      each.id,
      each.name,
      each.connector,
      each.enabled,
      frequencyText(schedule),
      nextRunsText(schedule),
      each.lastPeople,
    ];
  });
  output.line(
    renderTable(["id", "name", "connector", "enabled", "frequency", "next runs", "people read last"], rows),
  );
}
