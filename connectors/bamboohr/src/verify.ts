import { type Check, type ConnectorContext, type Page, testConnection } from "@muster/connector-sdk";
import { DATASET_PAGE_SIZE, openDataset } from "./dataset.ts";
import { ACCESS_FIX } from "./errors.ts";
import { MAPPING } from "./fields.ts";
import { datasetFields, idsOn, rowsOf, withDataset } from "./join.ts";
import { askList, PAGE_SIZE } from "./list.ts";

/** People looked at: the newest, because the oldest of a company have mostly left. */
const SAMPLE_SIZE = 250;

/** Test connection, the dataset included where the mapping needs it. */
export function verify(context: ConnectorContext<unknown>): Promise<Check[]> {
  const fields = datasetFields(context);
  return testConnection(
    {
      vendor: "BambooHR",
      credential: "sign-in",
      accessFix: ACCESS_FIX,
      mapping: MAPPING,
      required: ["employeeId", "status"],
      sample: () => sample(context, fields),
      headCount: ({ total }) => total,
      leavers: async () => {
        const inactive = { "filter[status]": "inactive", "page[limit]": 1 };
        return (await askList(context.http, inactive)).total;
      },
      calls: (people) => calls(people, fields.length > 0),
    },
    context.signal,
  );
}

async function sample(context: ConnectorContext<unknown>, fields: readonly string[]): Promise<Page> {
  const newest = { sort: "-employeeId", "page[limit]": SAMPLE_SIZE };
  const { next: _, ...page } = await askList(context.http, newest);
  const rows = await rowsOf(openDataset(context, fields), idsOn(page));
  return { ...withDataset(page, fields, rows), checkpoint: null };
}

function calls(people: number | undefined, extra: boolean): string {
  if (people === undefined) return `one for every ${PAGE_SIZE} people`;
  const pages = Math.ceil(people / PAGE_SIZE);
  if (!extra) return `${pages}, of up to ${PAGE_SIZE} people each`;
  const more = Math.ceil(people / DATASET_PAGE_SIZE);
  return `${pages + more}: ${pages} of the list, ${more} for fields that the list does not have`;
}
