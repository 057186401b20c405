import { installedConnectors } from "@muster/config";
import type { Context } from "../../context/action.ts";
import { renderTable } from "../../output/table.ts";
import { capabilitiesOf, CAPABILITY_HEAD, capabilityRow } from "./capabilities.ts";

export async function listConnectors({ output, options }: Context): Promise<void> {
  const rows = installedConnectors.map(capabilitiesOf);
  if (options.json) return rows.forEach((row) => output.json(row));
  output.line(
    renderTable(
      ["id", ...CAPABILITY_HEAD],
      rows.map((row) => [row.id, ...capabilityRow(row)]),
    ),
  );
}
