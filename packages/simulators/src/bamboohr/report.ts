import { z } from "zod";
import { LEFT_STATUS, type Person } from "../company/person.ts";
import type { FaultName } from "../kit/fault-catalog.ts";
import { spoilRows, type Row } from "../kit/list-faults.ts";
import { jsonOf } from "../kit/json-of.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { headerError, json, refuseByHeader } from "./dialect.ts";
import { recordField, type RecordField } from "./record-fields.ts";
import { isAhead } from "./status.ts";
import type { View } from "./view.ts";

const MOST_FIELDS = 400;
const PEOPLE_A_PIECE = 200;
const KEYS = {
  id: "id",
  managerId: "supervisorEId",
  firstName: "firstName",
  startDate: "hireDate",
  status: "status",
};

const Body = z.object({
  title: z.string().default("Report"),
  fields: z.array(z.string()).max(MOST_FIELDS),
  filters: z
    .object({
      lastChanged: z.object({
        includeNull: z.enum(["yes", "no"]).optional(),
        value: z.iso.datetime({ offset: true }),
      }),
    })
    .partial()
    .optional(),
});

/** POST /reports/custom, which is deprecated: everybody of every status, in one answer. */
export function answerReport(request: VendorRequest, view: View, fault: FaultName | undefined): Answer {
  if (!view.profile.mayReadEmployees) return refuseByHeader(403);
  const format = request.query.get("format");
  const asksForJson = format === null && (request.headers.accept ?? "").includes("application/json");
  if (!asksForJson && format?.toLowerCase() !== "json") return headerError(404, "Unsupported report format");
  // Anything else, a charset behind it too, is taken for XML.
  if (request.headers["content-type"] !== "application/json") return headerError(400, "Malformed XML");
  const body = Body.safeParse(jsonOf(request.body));
  if (!body.success) return headerError(400, `The report cannot be read; at most ${MOST_FIELDS} fields`);
  const { title, fields: names, filters } = body.data;
  // What there is not, or may not be read, is left out without a word.
  const fields = [...new Set(names)].flatMap((name) => {
    const field = recordField(name);
    return field === undefined || !view.mayRead(field.topic) ? [] : [{ name, field }];
  });
  const since = filters?.lastChanged === undefined ? undefined : Date.parse(filters.lastChanged.value);
  const ids = fault === "emptyList" ? [] : since === undefined ? view.ids() : changedIds(since, view);
  const head = {
    title,
    fields: fields.map(({ name, field: { type, name: label } }) => ({ id: name, type, name: label })),
  };
  const onlyCurrent = request.query.get("onlyCurrent") !== "false";
  return { ...json(null), body: pieces(head, ids, { fields, onlyCurrent, view, fault }) };
}

interface Report {
  fields: readonly { name: string; field: RecordField }[];
  /** Whether rows that are dated ahead are left out of account. */
  onlyCurrent: boolean;
  view: View;
  fault: FaultName | undefined;
}

/** The body, a few hundred people at a time. A fault of the rows spoils one in the middle. */
function* pieces(head: object, ids: readonly number[], report: Report): Generator<string> {
  const { view, fault } = report;
  const middle = Math.floor(ids.length / 2);
  yield `${JSON.stringify(head).slice(0, -1)},"employees":[`;
  for (let from = 0; from < ids.length; from += PEOPLE_A_PIECE) {
    const rows = ids.slice(from, from + PEOPLE_A_PIECE).flatMap((id) => {
      const person = view.find(id);
      return person === undefined ? [] : [rowOf(person, report)];
    });
    const struck = fault === "numericIds" || (middle >= from && middle < from + PEOPLE_A_PIECE);
    const told = spoilRows(rows, struck ? fault : undefined, KEYS).map((row) => JSON.stringify(row));
    yield `${from === 0 ? "" : ","}${told.join(",")}`;
  }
  yield "]}";
}

function rowOf(person: Person, { fields, onlyCurrent, view }: Report): Row {
  const shown = onlyCurrent ? asOfToday(person, view.today) : asDated(person, view.today);
  const values = fields.map(({ name, field }) => [name, field.read(shown, view)] as const);
  return { id: String(person.id), ...Object.fromEntries(values) };
}

/** Before the first day there is no job yet. */
function asOfToday(person: Person, today: string): Person {
  return isAhead(person, today) ? { ...person, department: null, managerId: null } : person;
}

/** As if every date had come: those who are to leave have left, those who are to begin are there. */
function asDated(person: Person, today: string): Person {
  const leaves = person.endDate !== null && person.endDate >= today;
  return leaves
    ? { ...person, left: true, employmentStatus: LEFT_STATUS }
    : { ...person, offUntilStart: false };
}

function changedIds(since: number, view: View): readonly number[] {
  return view.world.company.editedSince(since).filter((id) => view.find(id) !== undefined);
}
