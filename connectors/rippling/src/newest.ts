import type { ConnectorContext, Page } from "@muster/connector-sdk";
import { askWorkers, fieldsOf } from "./ask.ts";
import { LIST_PATH, readListPage } from "./list.ts";
import { PAGE_SIZE } from "./small-list.ts";
import { readWorkLocations } from "./work-locations.ts";

/** The newest people, as many as one request gives; the checkpoint is null where they are all. */
export async function newestPeople(context: ConnectorContext<unknown>): Promise<Page> {
  const { answer, without } = await askWorkers(context, {
    path: LIST_PATH,
    query: { limit: PAGE_SIZE, order_by: "created_at desc" },
  });
  const { next, ...page } = readListPage(answer.body, context, await readWorkLocations(context));
  const restricted = [...new Set([...page.restricted, ...fieldsOf(context, without)])];
  return { ...page, restricted, checkpoint: next === null ? null : { cursor: next } };
}
