import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { element, escapeXml, json, wantsJson, xml } from "./dialect.ts";
import { RECORD_FIELDS } from "./record-fields.ts";

/** GET /meta/fields: what this company's records hold, custom fields included. */
export function answerFields(request: VendorRequest): Answer {
  const fields = RECORD_FIELDS.map(({ id, name, type, alias, deprecated }) => ({
    id,
    name,
    type,
    ...(alias === undefined ? {} : { alias }),
    ...(deprecated === undefined ? {} : { deprecated }),
  }));
  if (wantsJson(request.headers)) return json(fields);
  const elements = fields.map(({ id, type, name }) =>
    element("field", { id: String(id), type }, escapeXml(name)),
  );
  return xml(element("fields", {}, elements.join("")));
}
