import { installedConnectors } from "@muster/config";
import type { VendorPause } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { renderTable } from "../../output/table.ts";
import { capabilitiesOf, CAPABILITY_HEAD, capabilityRow } from "./capabilities.ts";
import { pausesAtHand } from "./pause.ts";

export async function listConnectors(context: Context): Promise<void> {
  const { output, options } = context;
  const rows = installedConnectors.map(capabilitiesOf);
  const pauses = await pausesAtHand(context);
  if (options.json) {
    return rows.forEach((row) => output.json({ ...row, paused: pauseJson(pauses.get(row.id)) }));
  }
  output.line(
    renderTable(
      ["id", ...CAPABILITY_HEAD],
      rows.map((row) => [row.id, ...capabilityRow(row)]),
    ),
  );
  for (const { connector, actor, reason, since } of pauses.values()) {
    output.line(`${connector} is paused since ${since.toISOString()} by ${actor}: ${reason}`);
  }
}

function pauseJson(pause: VendorPause | undefined): object | null {
  return pause ? { since: pause.since, by: pause.actor, reason: pause.reason } : null;
}
