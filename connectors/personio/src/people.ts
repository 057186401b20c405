import {
  allRows,
  type Checkpoint,
  idValue,
  isPathId,
  linkedRows,
  lookOf,
  type LookResult,
  type Page,
  pageOf,
  pagesByCursor,
  type ReadRow,
  rejectedBy,
  type RowsPage,
  sideBySide,
  StaleCursorError,
  textValue,
  unclearLook,
  unexpectedAnswer,
} from "@muster/connector-sdk";
import { z } from "zod";
import type { Context, Known } from "./context.ts";
import { Person, readPerson } from "./record.ts";

/** The most that `limit` may ask for. Personio reference, list persons. */
export const PAGE_SIZE = 50;
/** Looks under way at once: Personio is known to throttle looks at one person hard. */
export const SIDE_BY_SIDE = 4;
type Query = { limit: number; cursor?: string | undefined; status?: string };

const Envelope = z.object({
  _data: z.array(z.unknown()),
  _meta: z.object({ links: z.object({ next: z.object({ href: z.string() }).nullish() }) }),
});
const Unit = z.object({ id: idValue, name: textValue });
const NotFound = z.object({ errors: z.array(z.object({ title: z.string().regex(/not found/i) })).min(1) });

/** Everyone, those who left too. Each costs a request of their own, because the list says nothing of the job. */
export async function* readAll(context: Context, from: Checkpoint | null): AsyncGenerator<Page, void> {
  const known = await withDepartments(context);
  yield* pagesByCursor("Personio", from, (cursor) => readPage(known, { limit: PAGE_SIZE, cursor }));
}

/** A page of the list with the employments of whoever is on it. */
export async function readPage(context: Known, query: Query): Promise<Page> {
  const { rows, checkpoint } = await listPersons(context, query);
  return pageOf(await sideBySide(rows, SIDE_BY_SIDE, (row) => withEmployment(context, row)), checkpoint);
}

/** A look at the person and one at the employment. A 404 in any words but Personio's says nothing of the person. */
export async function readOne(context: Context, externalId: string): Promise<LookResult> {
  if (!isPathId(externalId)) throw unclearLook("Personio", "the id is none that Personio gives");
  const { status, body } = await context.http.get(`/v2/persons/${externalId}`, { expect: [404] });
  if (status === 404 && NotFound.safeParse(body).success) return { found: false };
  return lookOf("Personio", externalId, await withEmployment(await withDepartments(context), body));
}

/** A page of the list as it is, those who left too unless a status is asked for. */
export async function listPersons({ http }: Context, query: Query): Promise<RowsPage> {
  const { status, body } = await http.get("/v2/persons", { query, expect: query.cursor ? [400] : [] });
  // The same request without a cursor was answered, so it is the cursor that is refused.
  if (status === 400) throw new StaleCursorError("Personio has lost the place in its list.", { status });
  return readList(http, body);
}

/** An employment has ids alone. The list of names is young: companies were told 404. Personio reference, org units. */
export async function withDepartments(context: Context): Promise<Known> {
  const rows = await allRows("Personio", async (cursor) => {
    const query = { type: "department", limit: PAGE_SIZE, cursor };
    const { status, body } = await context.http.get("/v2/org-units", { query, expect: [403, 404] });
    return status === 200 ? readList(context.http, body) : undefined;
  });
  const units = rows?.flatMap((row) => Unit.safeParse(row).data ?? []);
  return { ...context, departments: units && new Map(units.map(({ id, name }) => [id, name])) };
}

function readList(http: Context["http"], body: unknown): RowsPage {
  const { data, error } = Envelope.safeParse(body);
  if (data) return linkedRows("Personio", http, data._data, data._meta.links.next?.href);
  throw unexpectedAnswer("Personio", "badList", "a list has not the documented form", error);
}

async function withEmployment(context: Known, row: unknown): Promise<ReadRow> {
  const { data: person, error } = Person.safeParse(row);
  if (!person) return { rejected: rejectedBy(error, Person.pick({ id: true }).safeParse(row).data?.id) };
  const path = `/v2/persons/${encodeURIComponent(person.id)}/employments`;
  const { body } = await context.http.get(path, { query: { limit: 1 }, expect: [404] });
  return readPerson(person, body, context);
}
