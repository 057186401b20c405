import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Simulator } from "../start.ts";
import { ask, columnOf, simulateRippling, walkWorkers, workers } from "../testing/rippling.ts";

const List = z.object({
  results: z.array(z.record(z.string(), z.unknown())),
  next_link: z.string().nullish(),
});

async function list(simulator: Simulator, path: string, token?: string): Promise<z.infer<typeof List>> {
  const response = await ask(simulator, path, token);
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  return List.parse(await response.json());
}

describe("the lists beside the workers", () => {
  test.each([
    ["departments", "department_id"],
    ["levels", "level_id"],
    ["employment-types", "employment_type_id"],
  ])("%s have everything that a worker refers to by %s", async (path, column) => {
    const simulator = await simulateRippling();
    const known = new Set((await list(simulator, `/${path}/`)).results.map(({ id }) => id));
    const used = new Set(columnOf(await walkWorkers(simulator, "?limit=100"), column));
    used.delete(null);
    expect(used.size).toBeGreaterThan(1);
    expect(known).toEqual(used);
  });

  test("name the places where people work, and the titles that they have", async () => {
    const simulator = await simulateRippling();
    const names = new Map(
      (await list(simulator, "/work-locations/")).results.map(({ id, name }) => [id, name]),
    );
    const places = columnOf(await walkWorkers(simulator, "?limit=100"), "location") as {
      type: string;
      work_location_id: string | null;
    }[];
    for (const { type, work_location_id: id } of places) {
      expect(names.has(id)).toBe(type === "WORK");
    }
    const titles = new Set((await list(simulator, "/titles/?limit=100")).results.map(({ name }) => name));
    expect(titles).toEqual(new Set(simulator.company().flatMap(({ jobTitle }) => jobTitle ?? [])));
    expect((await list(simulator, "/teams/")).results).toEqual([]);
  });

  test("are walked by cursors that go with their list", async () => {
    const simulator = await simulateRippling();
    const ids: unknown[] = [];
    let path: string | null | undefined = "/users/?limit=50";
    let link = "";
    while (path) {
      const page: z.infer<typeof List> = await list(simulator, path);
      ids.push(...page.results.map(({ id }) => id));
      path = page.next_link;
      link = path ?? link;
    }
    expect(ids).toEqual(simulator.company().map(({ personId }) => personId));
    expect((await ask(simulator, `/titles/${new URL(link).search}`)).status).toBe(400);
    expect((await ask(simulator, "/titles/?limit=101")).status).toBe(400);
  });

  test("tell the company, its entitlements and whose token it is", async () => {
    const simulator = await simulateRippling();
    const [company] = (await list(simulator, "/companies/?limit=1")).results;
    expect(company).toMatchObject({ name: "Acme" });
    expect((await list(simulator, "/entitlements/")).results).toMatchObject([{ display_name: "Tier 1" }]);
    const me: unknown = await (await ask(simulator, "/sso-me/")).json();
    expect(me).toMatchObject({ work_email: simulator.company()[0]?.workEmail, company_id: company?.["id"] });
  });

  test.each([
    ["/employment-types/", "restricted", "employment-type"],
    ["/worker-changes/", "full", "worker-change"],
    ["/legal-entities/", "full", "legal-entity"],
    ["/users/", "forbidden", "user"],
  ] as const)("%s takes a scope that the %s token does not have", async (path, key, resource) => {
    const simulator = await simulateRippling();
    const response = await ask(simulator, path, simulator.keys[key]);
    expect([response.status, await response.json()]).toEqual([
      403,
      { ok: false, error: `Insufficient oauth scopes to access ${resource}` },
    ]);
  });
});

describe("custom fields", () => {
  test("are defined, and workers have values of them when asked", async () => {
    const simulator = await simulateRippling();
    const defined = (await list(simulator, "/custom-fields/")).results.map(({ name }) => name);
    expect(defined).toEqual(["Shirt size", "Guild", "Cost code"]);
    const rows = columnOf(
      await walkWorkers(simulator, "?limit=100&expand=custom_fields"),
      "custom_fields",
    ) as { name: string; value: string }[][];
    expect(new Set(rows.flatMap((values) => values.map(({ name }) => name)))).toEqual(new Set(defined));
    expect(rows.some((values) => values.length < 3)).toBe(true);
    expect(rows[0]).toContainEqual({ name: "Cost code", value: expect.stringMatching(/^C-1\d\d$/) });
  });

  test("can have the names that drafts have", async () => {
    const simulator = await simulateRippling();
    simulator.setFaults({ rules: [{ operation: "list", fault: "barestForm" }] });
    const [first] = (await workers(simulator, "?limit=1&expand=custom_fields")).results;
    expect(first?.["custom_fields"]).toContainEqual({
      field_name: "Shirt size",
      field_value: expect.any(String),
    });
    expect((await workers(simulator, "?limit=1")).results[0]).toHaveProperty("custom_fields", null);
  });
});

test("what may not be read can be named on each record instead", async () => {
  const simulator = await simulateRippling();
  simulator.setFaults({ rules: [{ operation: "list", fault: "metaOnItems" }] });
  const body = (await (await ask(simulator, "/workers/?limit=2")).json()) as Record<string, unknown>;
  expect(body).not.toHaveProperty("__meta");
  const meta = { redacted_fields: [{ name: "date_of_birth", reason: "Insufficient entitlements" }] };
  expect(body["results"]).toMatchObject([{ __meta: meta }, { __meta: meta }]);
});

test("a rate that is refused can say how long the penalty lasts", async () => {
  const simulator = await simulateRippling({ realLimits: true, employees: 3, tellsRetryAfter: true });
  const answers = await Promise.all(Array.from({ length: 302 }, () => ask(simulator, "/workers/?limit=1")));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(2);
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(8);
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeLessThanOrEqual(10);
});
