import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { badRequest, json, outOfScope } from "./dialect.ts";
import { readLimit } from "./query.ts";
import type { Resource } from "./resources.ts";
import type { View } from "./view.ts";

/** GET of one of the lists beside the workers: by pages, in no order of their own, without a filter. */
export function answerResource(
  request: VendorRequest,
  path: string,
  { scope, count, rowAt }: Resource,
  view: View,
): Answer {
  if (view.profile.lacks.has(scope)) return outOfScope(scope);
  const limit = readLimit(request.query.get("limit"));
  if (limit === undefined) return badRequest("limit must be between 1 and 100");
  const start = startOf(request.query.get("cursor"), path);
  if (start === undefined) return badRequest("Invalid cursor");
  const total = count(view);
  const end = Math.min(start + limit, total);
  const rows = Array.from({ length: Math.max(0, end - start) }, (_, index) => rowAt(start + index, view));
  return json({
    __meta: { redacted_fields: [] },
    results: rows.filter((row) => row !== undefined),
    next_link: end < total ? nextLink(request, path, end) : null,
  });
}

function nextLink({ query, headers }: VendorRequest, path: string, position: number): string {
  const next = new URLSearchParams(query);
  next.set("cursor", Buffer.from(`${path} ${position}`).toString("base64url"));
  return `http://${headers.host ?? "rest.ripplingapis.com"}/${path}/?${next.toString()}`;
}

function startOf(cursor: string | null, path: string): number | undefined {
  if (cursor === null) return 0;
  const [of, position = ""] = Buffer.from(cursor, "base64url").toString("utf8").split(" ");
  return of === path && /^\d{1,9}$/.test(position) ? Number(position) : undefined;
}
