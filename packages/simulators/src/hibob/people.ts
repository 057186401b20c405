import type { Person } from "../company/person.ts";
import type { FaultName } from "../kit/fault-catalog.ts";
import { type Row, type RowKeys, spoilRows } from "../kit/list-faults.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { json, refuse } from "./dialect.ts";
import { recordNumber } from "./ids.ts";
import { accountOf, lifecycleOf } from "./lifecycle.ts";
import { type PeopleQuery, readBody } from "./read-body.ts";
import { shapeRow } from "./shape.ts";
import type { View } from "./view.ts";

const KEYS: RowKeys = {
  id: "root.id",
  managerId: "work.manager",
  firstName: "root.firstName",
  startDate: "work.startDate",
  status: "internal.lifecycleStatus",
};
const PEOPLE_A_PIECE = 200;

/** POST /people/search: everybody who is seen, in one answer. */
export function answerSearch(request: VendorRequest, view: View, fault: FaultName | undefined): Answer {
  const query = readBody(request.body);
  if ("refusal" in query) return query.refusal;
  const ids = fault === "emptyList" ? [] : matching(query, view);
  const answer = json(null);
  return { ...answer, body: pieces(ids, query, view, fault) };
}

/** POST /people/{id or email}: the bare record. */
export function answerOne(
  request: VendorRequest,
  who: string,
  view: View,
  fault: FaultName | undefined,
): Answer {
  const query = readBody(request.body);
  if ("refusal" in query) return query.refusal;
  const id = who.includes("@") ? byMail(who, view) : recordNumber(who);
  const person = id === undefined ? undefined : view.find(id);
  // Hidden people are not told apart from unknown ones.
  if (person === undefined) return refuse(404, view.world.now());
  const [row = {}] = spoilRows([rowOf(person, query, view)], fault, KEYS);
  return json(shaped(row, query, view, fault));
}

/** True for a search that asks for everybody. */
export function asksForAll(request: VendorRequest): boolean {
  const query = readBody(request.body);
  return !("refusal" in query) && query.filter === undefined;
}

function matching({ filter, showInactive }: PeopleQuery, view: View): readonly number[] {
  const ids = filter === undefined ? view.ids() : named(filter, view);
  return ids.filter((id) => {
    const person = view.find(id);
    return person !== undefined && (showInactive || isActive(person, view));
  });
}

function named({ fieldPath, values }: NonNullable<PeopleQuery["filter"]>, view: View): readonly number[] {
  const found = values.flatMap(
    (value) => (fieldPath === "root.id" ? recordNumber(value) : byMail(value, view)) ?? [],
  );
  return [...new Set(found)].toSorted((a, b) => a - b);
}

function byMail(mail: string, view: View): number | undefined {
  return view.ids().find((id) => view.find(id)?.workEmail === mail);
}

function isActive(person: Person, { world: { company }, today }: View): boolean {
  return accountOf(lifecycleOf(company.seed, person, today)) === "Active";
}

/** What may not be read is missing, like what there is not; what is empty is null. */
function rowOf(person: Person, { fields }: PeopleQuery, view: View): Row {
  return Object.fromEntries(
    fields.flatMap(({ id, read }) => (view.mayRead(id) ? [[id, read(person, view) ?? null]] : [])),
  );
}

function shaped(row: Row, { human }: PeopleQuery, view: View, fault: FaultName | undefined): Row {
  const barest = fault === "barestForm";
  return shapeRow(barest ? withBareManager(row) : row, { human, lists: view.lists(), slashKeysOnly: barest });
}

/** In some companies the manager is an id and no object. */
function withBareManager(row: Row): Row {
  const manager = row["work.reportsTo"];
  const id = typeof manager === "object" && manager !== null && "id" in manager ? manager.id : undefined;
  return id === undefined ? row : { ...row, "work.reportsTo": id };
}

/** The body, a few hundred people at a time. A fault of the rows spoils one in the middle. */
function* pieces(
  ids: readonly number[],
  query: PeopleQuery,
  view: View,
  fault: FaultName | undefined,
): Generator<string> {
  const middle = Math.floor(ids.length / 2);
  yield `{"employees":[`;
  for (let from = 0; from < ids.length; from += PEOPLE_A_PIECE) {
    const part = ids.slice(from, from + PEOPLE_A_PIECE);
    const struck = fault === "numericIds" || (middle >= from && middle < from + PEOPLE_A_PIECE);
    const rows = part.flatMap((id) => {
      const person = view.find(id);
      return person === undefined ? [] : [rowOf(person, query, view)];
    });
    const told = spoilRows(rows, struck ? fault : undefined, KEYS);
    yield `${from === 0 ? "" : ","}${told.map((row) => JSON.stringify(shaped(row, query, view, fault))).join(",")}`;
  }
  yield "]}";
}
