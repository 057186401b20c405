import { expect, test } from "vitest";
import { ConnectorError } from "@muster/connector-sdk";
import { contextAnswering } from "@muster/connector-testkit";
import { worker } from "./testing/context.ts";
import { verify } from "./verify.ts";

interface Company {
  people: readonly object[];
  more?: boolean;
  leavers?: readonly object[];
}

/** The outcome of each check, by its id. */
async function outcomes({ people, more = false, leavers = [worker("9")] }: Company): Promise<object> {
  const context = contextAnswering(({ path, query }) => {
    if (path === "/companies/")
      return { status: 403, body: { error: "Insufficient oauth scopes to access company" } };
    if (path !== "/workers/") return { body: { results: [] } };
    const next_link = more ? "?cursor=c" : null;
    return { body: query["filter"] ? { results: leavers } : { results: people, next_link } };
  });
  return Object.fromEntries((await verify(context)).map(({ id, outcome }) => [id, outcome]));
}

const TEN = Array.from({ length: 10 }, (_, index) => worker(String(index + 1)));

test("a company in order passes every check, though the token may not read what the first call asks for", async () => {
  expect(await outcomes({ people: TEN, more: true })).toEqual({
    reachable: "pass",
    signedIn: "pass",
    listsPeople: "pass",
    headCount: "pass",
    seesLeavers: "pass",
    fieldsReadable: "pass",
    fillRates: "pass",
    credentialAge: "pass",
    callsPerFullSync: "pass",
  });
});

test("a token that sees nobody fails, and what could not be judged is left out", async () => {
  expect(await outcomes({ people: [] })).toEqual({
    reachable: "pass",
    signedIn: "pass",
    listsPeople: "fail",
  });
});

test("no leavers at all is worth a look", async () => {
  expect(await outcomes({ people: TEN, leavers: [] })).toMatchObject({ seesLeavers: "warn" });
});

test("a level that is withheld is a warning, a status or a name a failure", async () => {
  const [first, ...rest] = [{ level: null }, { user: null }].map((change) => worker("11", change));
  expect(await outcomes({ people: [...TEN, first ?? {}] })).toMatchObject({ fieldsReadable: "warn" });
  expect(await outcomes({ people: [...TEN, ...rest] })).toMatchObject({ fieldsReadable: "fail" });
  const status = worker("11", { status: null, __meta: { redacted_fields: [{ name: "status" }] } });
  expect(await outcomes({ people: [...TEN, status] })).toMatchObject({ fieldsReadable: "fail" });
});

test("an optional object that the scopes do not reach is a warning, the workers themselves a failure", async () => {
  const without = contextAnswering(({ path, query }) =>
    String(query["expand"]).includes("level")
      ? { status: 403, body: { error: "Insufficient oauth scopes to access level" } }
      : { body: { results: path === "/workers/" ? TEN : [] } },
  );
  const levels = (await verify(without)).find(({ id }) => id === "fieldsReadable");
  expect(levels).toMatchObject({ outcome: "warn", detail: expect.stringContaining("level.name") });
  const nobody = contextAnswering(() => ({
    status: 403,
    body: { error: "Insufficient oauth scopes to access worker" },
  }));
  expect((await verify(nobody)).at(-1)).toMatchObject({
    id: "listsPeople",
    outcome: "fail",
    kind: "permission",
    detail: expect.stringContaining("workers.read"),
  });
});

test("fewer than 80 % of the current people with an address is a warning; one on the user counts", async () => {
  const people = (bare: number) =>
    TEN.map((each, at) => (at < bare ? { ...each, work_email: null, user: {} } : each));
  expect(await outcomes({ people: people(2) })).toMatchObject({ fillRates: "pass" });
  expect(await outcomes({ people: people(3) })).toMatchObject({ fillRates: "warn" });
  const onTheUser = TEN.map((each) => ({ ...each, work_email: null }));
  expect(await outcomes({ people: onTheUser })).toMatchObject({ fillRates: "pass" });
});

test("people are counted where one answer holds them all, and else not", async () => {
  const detail = async (next_link: string | null): Promise<string | undefined> => {
    const context = contextAnswering(({ path }) => ({
      body: path === "/workers/" ? { results: TEN, next_link } : { results: [] },
    }));
    return (await verify(context)).find(({ id }) => id === "headCount")?.detail;
  };
  expect(await detail(null)).toContain("10 people");
  expect(await detail("?cursor=c")).not.toMatch(/\d/);
});

test("a token that is dead is told by the first call, and nothing more is asked", async () => {
  const asked: string[] = [];
  const dead = new ConnectorError("auth", "Rippling rejected the API token.", {
    code: "badCredentials",
    fix: "Replace it.",
  });
  const context = contextAnswering(({ path }) => {
    asked.push(path);
    throw dead;
  });
  expect((await verify(context)).at(-1)).toMatchObject({ id: "signedIn", outcome: "fail", kind: "auth" });
  expect(asked).toEqual(["/companies/"]);
});
