import type { ConnectorContext, Page, RejectedRecord, SourceRecord } from "@muster/connector-sdk";
import { CHUNK_SIZE } from "./api.ts";
import type { AskDataset, DatasetRow } from "./dataset.ts";
import { FIELDS } from "./fields.ts";

const LISTED = new Set(FIELDS.map(({ id }) => id));

/** The wanted fields that the list of employees does not have: the company's own, levels, the manager's mail. */
export function datasetFields({ wanted }: Pick<ConnectorContext<unknown>, "wanted">): readonly string[] {
  return [...new Set(wanted)].filter((field) => !LISTED.has(field));
}

/** The ids on a page, of the people too whose records could not be read. */
export function idsOn({ records, rejected }: Pick<Page, "records" | "rejected">): string[] {
  return [...records, ...rejected].flatMap(({ externalId }) => externalId ?? []);
}

/**
 * Puts fields of the dataset beside those of the list. One that did not come is not returned rather than empty, and
 * reported like one that may not be read.
 */
export function withDataset<P extends Pick<Page, "records" | "rejected" | "restricted">>(
  page: P,
  fields: readonly string[],
  rows: ReadonlyMap<string, DatasetRow>,
): P {
  if (fields.length === 0) return page;
  const records: SourceRecord[] = [];
  const rejected: RejectedRecord[] = [...page.rejected];
  const withheld = new Set(page.restricted);
  for (const record of page.records) {
    const { values = {}, issue } = rows.get(record.externalId) ?? {};
    if (issue) {
      rejected.push({ externalId: record.externalId, ...issue });
      continue;
    }
    for (const field of fields) if (!Object.hasOwn(values, field)) withheld.add(field);
    records.push({ ...record, fields: { ...record.fields, ...values } });
  }
  return { ...page, records, rejected, restricted: [...withheld] };
}

/** The rows of a few people. */
export async function rowsOf(
  ask: AskDataset,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, DatasetRow>> {
  const rows = new Map<string, DatasetRow>();
  for (let first = 0; first < externalIds.length; first += CHUNK_SIZE) {
    const chunk = externalIds.slice(first, first + CHUNK_SIZE);
    // `in` takes several values only for fields with options.
    const filter = chunk.map((id) => `eeid eq '${id.replaceAll("'", "''")}'`).join(" or ");
    for (const row of (await ask({ filter }))?.rows ?? []) rows.set(row.externalId, row);
  }
  return rows;
}
