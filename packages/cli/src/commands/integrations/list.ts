import { listIntegrations, readHealthFacts } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { inOrganization } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";
import { healthJson, healthText } from "./health-view.ts";
import { frequencyText, nextRunsText, scheduleView } from "./schedule-view.ts";

export async function listAll(context: Context): Promise<void> {
  const { output, options } = context;
  const { all, health, now } = await inOrganization(context, ({ store, org, engine }) =>
    store.forOrganization(org.id, async (tx) => {
      const facts = await readHealthFacts(tx, { now: engine.now() });
      return {
        all: await listIntegrations(tx),
        health: new Map(facts.map((each) => [each.id, each])),
        now: engine.now(),
      };
    }),
  );
  if (options.json) {
    return all.forEach((each) => {
      const { id, connector, name, enabled, nextRunAt, lastPeople } = each;
      const facts = health.get(id);
      output.json({
        id: String(id),
        connector,
        name,
        enabled,
        health: facts ? healthJson(facts) : null,
        ...scheduleView(each, now),
        nextRunAt,
        lastPeople,
      });
    });
  }
  const rows = all.map((each) => {
    const schedule = scheduleView(each, now);
    const facts = health.get(each.id);
    return [
      each.id,
      each.name,
      each.connector,
      each.enabled,
      facts && healthText(facts),
      frequencyText(schedule),
      nextRunsText(schedule),
      each.lastPeople,
    ];
  });
  output.line(
    renderTable(
      ["id", "name", "connector", "enabled", "health", "frequency", "next runs", "people read last"],
      rows,
    ),
  );
}
