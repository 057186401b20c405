import type { FaultName } from "../kit/fault-catalog.ts";
import { spoilRows, type Row } from "../kit/list-faults.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { element, escapeXml, headerError, json, refuseByHeader, textOf, wantsJson, xml } from "./dialect.ts";
import { recordField } from "./record-fields.ts";
import type { View } from "./view.ts";

const MOST_FIELDS = 400;
const KEYS = {
  id: "id",
  managerId: "supervisorEId",
  firstName: "firstName",
  startDate: "hireDate",
  status: "status",
};

/** GET /employees/{id}: a flat record of the fields asked for; unknown and unreadable ones are left out. */
export function answerById(
  request: VendorRequest,
  idText: string,
  view: View,
  fault: FaultName | undefined,
): Answer {
  const names = (request.query.getAll("fields").at(-1) ?? "").split(",").filter((name) => name !== "");
  if (names.length > MOST_FIELDS) return headerError(400, `No more than ${MOST_FIELDS} fields`);
  const id = readId(idText, view);
  const { company, faults } = view.world;
  const exists = id !== undefined && company.find(id) !== undefined && !faults.isHidden(id);
  if (view.profile.mayReadEmployees && !exists) return refuseByHeader(404);
  const person = id === undefined ? undefined : view.find(id);
  if (person === undefined) return refuseByHeader(403);
  const values: Row = Object.fromEntries(
    names.flatMap((name) => {
      const field = recordField(name);
      return field === undefined || !view.mayRead(field.topic) ? [] : [[name, field.read(person, view)]];
    }),
  );
  const record: Row = { id: String(person.id), ...values };
  const [spoilt = record] = spoilRows([record], fault, KEYS);
  return wantsJson(request.headers) ? json(spoilt) : xml(toXml(spoilt));
}

/** Id 0 stands for the user of the key: here whoever they see first. */
function readId(text: string, view: View): number | undefined {
  if (text === "0") return view.ids()[0];
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function toXml({ id, ...values }: Row): string {
  const fields = Object.entries(values).map(([name, value]) =>
    element("field", { id: name }, escapeXml(textOf(value))),
  );
  return element("employee", { id: textOf(id) }, fields.join(""));
}
