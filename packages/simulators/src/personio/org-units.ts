import { json, refuse } from "./dialect.ts";
import { unitId } from "./ids.ts";
import { cursorOf, limitOf, linksOf } from "./page.ts";
import type { Endpoint } from "./view.ts";

/** GET /v2/org-units: the names behind the ids of an employment. Its type must be given. Personio reference, org units. */
export const listOrgUnits: Endpoint = (request, view) => {
  const [limit, start, type] = [limitOf(request), cursorOf(request), request.query.get("type")];
  if (limit === undefined || start === undefined || type === null) return refuse(400);
  const all = type === "department" ? view.departments() : [];
  const end = start + limit;
  return json({
    _data: all.slice(start, end).map((name) => ({ id: unitId(name), type, name })),
    _meta: { links: linksOf(request, end < all.length ? end : null) },
  });
};
