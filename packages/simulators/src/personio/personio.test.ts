import { expect, test } from "vitest";
import {
  askForClientToken,
  askPersonio,
  clientToken,
  personioPage,
  type PersonioPage,
  simulatePersonio,
} from "../testing/personio.ts";
import type { Simulator } from "../start.ts";

async function walk(simulator: Simulator, path: string, secret?: string): Promise<PersonioPage[]> {
  const pages: PersonioPage[] = [];
  for (let next: string | undefined = path; next !== undefined && pages.length < 50; ) {
    const page = await personioPage(simulator, next, secret);
    pages.push(page);
    next = page._meta.links.next?.href;
  }
  return pages;
}

function rowsOf(pages: readonly PersonioPage[]): Record<string, unknown>[] {
  return pages.flatMap(({ _data }) => _data);
}

test("credentials bring a token of a day, in the form or as HTTP Basic, and nothing to renew it by", async () => {
  const simulator = await simulatePersonio({ employees: 3 });
  for (const basic of [false, true]) {
    const response = await askForClientToken(simulator, { basic });
    const body: unknown = await response.json();
    expect(body).toMatchObject({ token_type: "Bearer", expires_in: 86_400 });
    expect(body).not.toHaveProperty("refresh_token");
  }
  const token = await clientToken(simulator);
  const status = async (): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${simulator.url}/v2/persons`, { headers })).status;
  };
  expect(await status()).toBe(200);
  simulator.advance(2);
  expect(await status()).toBe(401);
});

test.each([
  [{ secret: "wrong" }, 401, "invalid_client"],
  [{ form: { client_id: "nobody" } }, 401, "invalid_client"],
  [{ form: { grant_type: "refresh_token", refresh_token: "x" } }, 400, "unsupported_grant_type"],
  [{ form: { grant_type: "authorization_code", code: "x" } }, 400, "unsupported_grant_type"],
])("%j brings no token", async (changes, status, error) => {
  const simulator = await simulatePersonio({ employees: 3 });
  const response = await askForClientToken(simulator, changes);
  expect([response.status, await response.json()]).toEqual([status, expect.objectContaining({ error })]);
});

test("everybody is listed once, at most 50 on a page whatever is asked for, and the last page links nowhere", async () => {
  const simulator = await simulatePersonio();
  const pages = await walk(simulator, "/v2/persons?limit=100");
  expect(pages.map(({ _data }) => _data.length)).toEqual([50, 50, 20]);
  expect(rowsOf(pages).map(({ id }) => id)).toEqual(simulator.company().map(({ id }) => id));
  expect(pages.at(-1)?._meta.links.next).toBeNull();
  expect(pages[0]?._meta.links.next?.href).toMatch(/^http:.*\/v2\/persons\?limit=100&cursor=/);
  expect((await personioPage(simulator, "/v2/persons"))._data).toHaveLength(10);
});

test("links come without a host, lead elsewhere or are not there when a fault says so", async () => {
  const simulator = await simulatePersonio();
  const nextUnder = async (fault: "relativeLink" | "foreignLink" | "absentLink", path: string) => {
    simulator.setFaults({ rules: [{ operation: "list", fault }] });
    return (await personioPage(simulator, path))._meta.links;
  };
  expect((await nextUnder("relativeLink", "/v2/persons")).next?.href).toMatch(/^\/v2\/persons\?/);
  expect((await nextUnder("foreignLink", "/v2/persons")).next?.href).toMatch(
    /^https:\/\/api\.personio\.test\//,
  );
  const last = await nextUnder("absentLink", "/v2/persons?limit=50&status=INACTIVE");
  expect(last).not.toHaveProperty("next");
});

test("a status filters, and covers those on leave and those to come", async () => {
  const simulator = await simulatePersonio();
  const [active, inactive] = await Promise.all(
    ["ACTIVE", "INACTIVE"].map(async (status) =>
      rowsOf(await walk(simulator, `/v2/persons?limit=50&status=${status}`)),
    ),
  );
  const left = simulator.company().filter(({ employment }) => employment === "terminated");
  expect(inactive).toHaveLength(left.length);
  expect((active?.length ?? 0) + left.length).toBe(120);
});

test.each(["?limit=0", "?limit=many", "?cursor=elsewhere", "?cursor=cur_999999", "?status=LEAVE"])(
  "the list refuses %s",
  async (query) => {
    const simulator = await simulatePersonio({ employees: 12 });
    const response = await askPersonio(simulator, `/v2/persons${query}`);
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ errors: [{ title: expect.any(String) }] });
  },
);

test("what somebody does stands on the employment, the latest first, with ids of units and not their names", async () => {
  const simulator = await simulatePersonio({ employees: 300 });
  const units = new Map(
    rowsOf(await walk(simulator, "/v2/org-units?type=department")).map(({ id, name }) => [id, name]),
  );
  const counts = new Set<number>();
  for (const { id, jobTitle, department, endDate } of simulator.company().slice(0, 100)) {
    const { _data } = await personioPage(simulator, `/v2/persons/${id}/employments`);
    counts.add(_data.length);
    const [latest] = _data;
    const known = latest?.["org_units"] as { type: string; id: string }[];
    const unit = known.find(({ type }) => type === "department");
    expect([latest?.["position"], latest?.["employment_end_date"], units.get(unit?.id) ?? null]).toEqual([
      jobTitle === null ? null : { title: jobTitle },
      endDate,
      department,
    ]);
    expect(latest).not.toHaveProperty("first_name");
  }
  // Whoever came back had another one before.
  expect(counts).toEqual(new Set([1, 2]));
});

test("nobody is found by an id that there is not, nor by one that a fault hides", async () => {
  const simulator = await simulatePersonio({ employees: 12 });
  const [first] = simulator.company();
  const statuses = async () =>
    Promise.all(
      [
        `/v2/persons/${first?.id}`,
        `/v2/persons/${first?.id}/employments`,
        "/v2/persons/1",
        "/v2/elsewhere",
      ].map(async (path) => (await askPersonio(simulator, path)).status),
    );
  expect(await statuses()).toEqual([200, 200, 404, 404]);
  simulator.setFaults({ hidePeople: 1 });
  expect(await statuses()).toEqual([404, 404, 404, 404]);
});

test("credentials see everybody with fewer attributes, fewer people, or nobody", async () => {
  const simulator = await simulatePersonio();
  const { restricted, narrow, forbidden } = simulator.keys;
  const [person] = (await personioPage(simulator, "/v2/persons", restricted))._data;
  expect(person).not.toHaveProperty("preferred_name");
  const path = `/v2/persons/${String(person?.["id"])}/employments`;
  const [job] = (await personioPage(simulator, path, restricted))._data;
  expect(job).not.toHaveProperty("org_units");
  expect(job).toHaveProperty("position");
  const some = rowsOf(await walk(simulator, "/v2/persons?limit=50", narrow));
  expect(some.length).toBeGreaterThan(0);
  expect(some.length).toBeLessThan(120);
  expect((await askPersonio(simulator, "/v2/persons", forbidden)).status).toBe(403);
});

test("own attributes come with an id, a value and at times a name", async () => {
  const simulator = await simulatePersonio({ employees: 12 });
  const { _data } = await personioPage(simulator, "/v2/persons?limit=50");
  expect(_data[0]?.["custom_attributes"]).toContainEqual({
    id: "dynamic_14",
    global_id: null,
    value: expect.stringMatching(/^C-\d+$/),
  });
});

test("one call too many is refused without a word of when there is room", async () => {
  const simulator = await simulatePersonio({ employees: 3, realLimits: true });
  const headers = { authorization: `Bearer ${await clientToken(simulator)}` };
  const ask = (): Promise<Response> => fetch(`${simulator.url}/v2/persons`, { headers });
  const answers = await Promise.all(Array.from({ length: 310 }, ask));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(11);
  expect(refused[0]?.headers.has("retry-after")).toBe(false);
});
