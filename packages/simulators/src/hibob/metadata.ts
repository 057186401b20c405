import type { Answer, VendorRequest } from "../kit/vendor.ts";
import type { FaultName } from "../kit/fault-catalog.ts";
import { json, refuse } from "./dialect.ts";
import { BOB_FIELDS } from "./fields.ts";
import type { ListItem } from "./named-lists.ts";
import type { View } from "./view.ts";

/** GET /company/people/fields: a bare array, without regard to rights. */
export function answerFields(): Answer {
  return json(
    BOB_FIELDS.map(({ id, jsonPath, name, type, listId, historical }) => {
      const category = id.split(".")[0] ?? "";
      return {
        category,
        categoryDisplayName: category.charAt(0).toUpperCase() + category.slice(1),
        categoryId: category,
        description: null,
        historical: historical ?? false,
        id,
        jsonPath,
        name,
        type,
        ...(listId !== undefined && { typeData: { listId } }),
      };
    }),
  );
}

/** GET /company/named-lists/{name}, or all of them without a name. */
export function answerList(
  request: VendorRequest,
  name: string | undefined,
  view: View,
  fault: FaultName | undefined,
): Answer {
  const archivedToo = request.query.get("includeArchived") === "true";
  const told = (list: string, items: Iterable<ListItem>): object => {
    const shown = [...items].filter(({ archived }) => archivedToo || !archived);
    // Older documents and clients call the array so.
    return fault === "barestForm" ? { name: list, items: shown } : { name: list, values: shown };
  };
  const lists = view.lists();
  if (name === undefined) {
    return json(Object.fromEntries([...lists].map(([list, items]) => [list, told(list, items.values())])));
  }
  const items = lists.get(name);
  return items === undefined ? refuse(404, view.world.now()) : json(told(name, items.values()));
}
