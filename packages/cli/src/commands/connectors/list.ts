import { installedConnectors } from "@muster/config";
import type { Context } from "../../context/action.ts";
import { renderTable } from "../../output/table.ts";

export async function listConnectors({ output, options }: Context): Promise<void> {
  const rows = installedConnectors.map((connector) => ({
    id: connector.id,
    name: connector.name,
    auth: Object.keys(connector.auth),
    pageSize: connector.pageSize ?? null,
    listsLeavers: connector.listsLeavers,
    readsOne: connector.readOne !== undefined,
    docs: connector.docs,
  }));
  if (options.json) return rows.forEach((row) => output.json(row));
  output.line(
    renderTable(
      ["id", "name", "signs in by", "people a page", "lists leavers", "looks up one"],
      rows.map((row) => [
        row.id,
        row.name,
        row.auth.join(", "),
        row.pageSize ?? "everybody",
        row.listsLeavers,
        row.readsOne,
      ]),
    ),
  );
}
