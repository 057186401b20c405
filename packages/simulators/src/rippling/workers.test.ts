import { describe, expect, test } from "vitest";
import { ask, columnOf, simulateRippling, walkWorkers, workers } from "../testing/rippling.ts";

async function answer(response: Response): Promise<{ status: number; body: unknown }> {
  return { status: response.status, body: await response.json() };
}

describe("the token", () => {
  test.each(["/workers/", "/workers/65aa10c2d4e1f20b00000003/"])(
    "that is wrong or missing gets one answer at %s",
    async (path) => {
      const simulator = await simulateRippling();
      const refused = { status: 401, body: { ok: false, error: "Incorrect authentication credentials." } };
      expect(await answer(await ask(simulator, path, "wrong"))).toEqual(refused);
      expect(await answer(await fetch(simulator.url + path))).toEqual(refused);
    },
  );

  test("without a scope is told which resource it misses, those of expanded objects too", async () => {
    const simulator = await simulateRippling();
    const missing = (resource: string) => ({
      status: 403,
      body: { ok: false, error: `Insufficient oauth scopes to access ${resource}` },
    });
    const { forbidden, restricted } = simulator.keys;
    expect(await answer(await ask(simulator, "/workers/", forbidden))).toEqual(missing("worker"));
    const expanded = await ask(simulator, "/workers/?expand=user,employment_type", restricted);
    expect(await answer(expanded)).toEqual(missing("employment-type"));
  });

  test("that may not read some fields gets null for them, and their names", async () => {
    const simulator = await simulateRippling();
    const page = await workers(simulator, "?limit=100&expand=department,level", simulator.keys.restricted);
    expect(page.__meta.redacted_fields).toContainEqual({
      name: "level",
      reason: "Insufficient entitlements",
    });
    expect(new Set(columnOf([page], "level"))).toEqual(new Set([null]));
    expect(new Set(columnOf([page], "end_date"))).toEqual(new Set([null]));
    expect(columnOf([page], "level_id")[0]).toEqual(expect.any(String));
  });

  test("that sees fewer people sees those alone, by id too", async () => {
    const simulator = await simulateRippling();
    const page = await workers(simulator, "?limit=100&expand=department", simulator.keys.narrow);
    const shown = new Set(columnOf([page], "id"));
    const hidden = simulator.company().find(({ id }) => !shown.has(id));
    expect(shown.size).toBeLessThan(100);
    expect((await ask(simulator, `/workers/${hidden?.id}/`, simulator.keys.narrow)).status).toBe(404);
  });
});

describe("the list", () => {
  test("says what the truth says", async () => {
    const simulator = await simulateRippling({ employees: 250 });
    const pages = await walkWorkers(simulator, "?limit=100&expand=user,department");
    const rows = pages.flatMap(({ results }) => results);
    expect(rows).toMatchObject(
      simulator.company().map((row) => ({
        id: row.id,
        user_id: row.personId,
        title: row.jobTitle,
        end_date: row.endDate,
        manager_id: row.managerId,
        department: row.department === null ? null : { name: row.department },
        user: { name: { given_name: row.firstName, family_name: row.lastName } },
      })),
    );
    expect(rows.some((row) => row["given_name"] !== undefined)).toBe(false);
  });

  test("walks everybody once by absolute links, 50 at a time unless told otherwise", async () => {
    const simulator = await simulateRippling();
    const pages = await walkWorkers(simulator, "?order_by=id");
    expect(pages.map(({ results }) => results.length)).toEqual([50, 50, 20]);
    expect(columnOf(pages, "id")).toEqual(simulator.company().map(({ id }) => id));
    expect(pages[0]?.next_link).toMatch(new RegExp(`^${simulator.url}/workers/\\?order_by=id&cursor=`));
    expect(pages[2]?.next_link).toBeNull();
  });

  test("leaves objects null that nobody asked for, and ignores unknown parameters", async () => {
    const simulator = await simulateRippling();
    const [row] = (await workers(simulator, "?limit=1&worker_id=7&date=today")).results;
    expect(row).toMatchObject({
      id: simulator.company()[0]?.id,
      user: null,
      user_id: expect.any(String),
      department: null,
      department_id: expect.any(String),
      compensation: null,
      custom_fields: null,
    });
  });

  test.each([
    "limit=101",
    "limit=0",
    "limit=all",
    "order_by=work_email",
    "order_by=id asc",
    "expand=salary",
    "expand=manager.user.name",
    `expand=${Array.from({ length: 11 }, () => "user").join(",")}`,
    "filter=title eq 'CEO'",
    "filter=status is 'ACTIVE'",
    "filter=status eq 'ACTIVE",
    "filter=status in 'ACTIVE'",
    "filter=status eq 'ACTIVE' and",
    "cursor=junk",
  ])("refuses %s with a detail", async (query) => {
    const simulator = await simulateRippling();
    expect(await answer(await ask(simulator, `/workers/?${query}`))).toEqual({
      status: 400,
      body: { detail: expect.any(String) },
    });
  });

  test("gives out cursors that go with their query, while their worker is there", async () => {
    const simulator = await simulateRippling();
    const { next_link } = await workers(simulator, "?limit=10");
    const cursor = new URL(next_link ?? "").searchParams.get("cursor");
    expect((await ask(simulator, `/workers/?limit=20&cursor=${cursor}`)).status).toBe(200);
    expect((await ask(simulator, `/workers/?order_by=id desc&cursor=${cursor}`)).status).toBe(400);
    simulator.edit({ op: "erase", id: simulator.company()[10]?.id });
    expect((await ask(simulator, `/workers/?limit=10&cursor=${cursor}`)).status).toBe(400);
  });

  test("orders by several fields, each of them backwards on demand", async () => {
    const simulator = await simulateRippling();
    const column = async (order: string, name: string): Promise<string[]> =>
      columnOf(await walkWorkers(simulator, `?order_by=${order}`), name).map(String);
    const newest = await column("created_at desc,id", "created_at");
    expect(newest).toEqual(newest.toSorted().toReversed());
    const ids = await column("id desc", "id");
    expect(ids).toEqual(ids.toSorted().toReversed());
  });
});

describe("a filter", () => {
  test("compares texts and times, `and` before `or`, and takes lists", async () => {
    const simulator = await simulateRippling({ employees: 400 });
    const count = async (filter: string): Promise<number> =>
      columnOf(await walkWorkers(simulator, `?limit=100&filter=${encodeURIComponent(filter)}`), "id").length;
    const states = ["INIT", "HIRED", "ACCEPTED", "ACTIVE", "TERMINATED"];
    const each = await Promise.all(states.map((status) => count(`status eq '${status}'`)));
    expect(each.every((people) => people > 0)).toBe(true);
    expect(each.reduce((sum, people) => sum + people, 0)).toBe(400);
    expect(await count("status in ('HIRED','ACCEPTED')")).toBe((each[1] ?? 0) + (each[2] ?? 0));
    expect(await count("status ne 'ACTIVE'")).toBe(400 - (each[3] ?? 0));
    const late = "created_at gte '2024-01-01T00:00:00Z'";
    const [young, old] = [await count(late), await count("created_at lt 2024-01-01T00:00:00Z")];
    expect(young + old).toBe(400);
    expect(await count(`${late} and status eq 'INIT' or created_at lt '2024-01-01T00:00:00Z'`)).toBe(
      old + (each[0] ?? 0),
    );
    const mail = simulator.company().find(({ workEmail }) => workEmail !== null)?.workEmail;
    expect(await count(`work_email eq '${mail}'`)).toBe(1);
  });
});

describe("one worker", () => {
  test("is found by id with what is redacted, and one who is gone is not", async () => {
    const simulator = await simulateRippling();
    const id = simulator.company()[6]?.id;
    const found = await answer(await ask(simulator, `/workers/${id}/?expand=user`));
    expect(found).toMatchObject({
      status: 200,
      body: { id, user: { name: {} }, __meta: { redacted_fields: [{ name: "date_of_birth" }] } },
    });
    simulator.edit({ op: "erase", id });
    const gone = { status: 404, body: { detail: "Not found." } };
    expect(await answer(await ask(simulator, `/workers/${id}/`))).toEqual(gone);
  });

  test("without the last slash leads to the address with it; the list is answered", async () => {
    const simulator = await simulateRippling();
    const id = simulator.company()[0]?.id;
    const response = await ask(simulator, `/workers/${id}`);
    expect([response.status, response.headers.get("location")]).toEqual([301, `/workers/${id}/`]);
    expect((await ask(simulator, "/workers?limit=1")).status).toBe(200);
  });

  test("has an offer that came to nothing when taken off the books before the first day", async () => {
    const simulator = await simulateRippling();
    const joiner = simulator.edit({ op: "hire", set: { startDate: "2026-06-01" } });
    const id = "id" in joiner ? joiner.id : "";
    expect(simulator.edit({ op: "terminate", id })).toMatchObject({
      employment: "terminated",
      startDate: null,
    });
    const { body } = await answer(await ask(simulator, `/workers/${id}/`));
    expect(body).toMatchObject({
      status: "TERMINATED",
      start_date: "2026-06-01",
      termination_details: { type: expect.stringMatching(/^(OFFER_DECLINED|RESCIND|RENEGE)$/) },
    });
  });
});

test("a joiner is a draft, then an offer, then at work", async () => {
  const simulator = await simulateRippling();
  const joiner = simulator.edit({ op: "hire", set: { startDate: "2026-09-01" } });
  const id = "id" in joiner ? joiner.id : "";
  const states: unknown[] = [];
  for (const days of [1, 60, 90]) {
    simulator.advance(days);
    const row = simulator.company().find((each) => each.id === id);
    const [worker] = columnOf(await walkWorkers(simulator, "?order_by=id desc&limit=100"), "status");
    states.push([row?.employment, row?.startDate, simulator.today() < "2026-09-01" ? worker : "…"]);
  }
  expect(states).toEqual([
    ["unknown", null, "INIT"],
    ["preStart", "2026-09-01", expect.stringMatching(/^(HIRED|ACCEPTED|INIT)$/)],
    ["active", "2026-09-01", "…"],
  ]);
});

test("an unknown address and a broken server answer with web pages", async () => {
  const simulator = await simulateRippling();
  const unknown = await ask(simulator, "/employees/");
  expect(unknown.headers.get("content-type")).toContain("text/html");
  expect([unknown.status, await unknown.text()]).toEqual([404, "<html> <body> Not Found! </body> </html>"]);
  simulator.setFaults({ rules: [{ operation: "list", fault: "http500" }] });
  const broken = await ask(simulator, "/workers/");
  expect([broken.status, broken.headers.get("content-type")]).toEqual([500, "text/html"]);
});

test("links may name no host or another one, and be absent at the end", async () => {
  const simulator = await simulateRippling();
  const linkWith = async (fault: "relativeLink" | "foreignLink"): Promise<unknown> => {
    simulator.setFaults({ rules: [{ operation: "list", fault }] });
    return (await workers(simulator)).next_link;
  };
  expect(await linkWith("relativeLink")).toMatch(/^\/workers\/\?/);
  expect(new URL(String(await linkWith("foreignLink"))).host).not.toBe(new URL(simulator.url).host);
  simulator.setFaults({ rules: [{ operation: "list", fault: "absentLink" }] });
  expect(await workers(await simulateRippling({ employees: 3 }))).toHaveProperty("next_link", null);
  const pages = await walkWorkers(simulator, "?limit=100");
  expect(pages.at(-1)).not.toHaveProperty("next_link");
  expect(pages).toHaveLength(2);
});

test("one request too many closes the API for ten seconds, and nothing says so", async () => {
  const simulator = await simulateRippling({ realLimits: true, employees: 3 });
  const answers = await Promise.all(Array.from({ length: 310 }, () => ask(simulator, "/workers/?limit=1")));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(10);
  expect(refused[0]?.headers.get("retry-after")).toBeNull();
});
