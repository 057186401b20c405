import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Simulator } from "../start.ts";
import { call, simulateHibob } from "../testing/hibob.ts";
import { askForToken, consent, refresh, secretsOf } from "../testing/oauth.ts";

const Found = z.object({ employees: z.array(z.record(z.string(), z.unknown())) });

async function search(simulator: Simulator, body: object = {}): Promise<Record<string, unknown>[]> {
  const asked = { fields: ["root.id", "root.surname"], showInactive: true, ...body };
  const response = await call(simulator, "POST", "/people/search", { body: asked });
  return Found.parse(await response.json()).employees;
}

describe("a stale read", () => {
  test("shows people as they were before what was written in the last 20 seconds", async () => {
    const simulator = await simulateHibob({ employees: 40 });
    const before = await search(simulator);
    const [, second, third] = simulator.company();
    simulator.edit({ op: "rename", id: second?.id, set: { lastName: "Newname" } });
    simulator.edit({ op: "erase", id: third?.id });
    simulator.edit({ op: "hire" });
    const after = await search(simulator);
    simulator.setFaults({
      rules: (["list", "byId"] as const).map((operation) => ({ operation, fault: "staleRead" as const })),
    });
    expect(await search(simulator)).toEqual(before);
    const one = await call(simulator, "POST", `/people/${third?.id}`, { body: { fields: ["root.id"] } });
    expect(one.status).toBe(200);
    simulator.clearFaults();
    expect(await search(simulator)).toEqual(after);
    expect(after[1]).toMatchObject({ surname: "Newname" });
    expect(after).toHaveLength(40);
  });

  test("shows what is older", async () => {
    const simulator = await simulateHibob({ employees: 40 });
    const id = simulator.company()[1]?.id;
    simulator.edit({ op: "rename", id, set: { lastName: "Newname" } });
    simulator.advance(1);
    simulator.setFaults({ rules: [{ operation: "list", fault: "staleRead" }] });
    expect((await search(simulator))[1]).toMatchObject({ surname: "Newname" });
  });
});

describe("a company abroad", () => {
  test("has other labels for the same machine values", async () => {
    const simulator = await simulateHibob();
    const ask = { fields: ["internal.lifecycleStatus"], humanReadable: "APPEND" };
    const plain = await search(simulator, ask);
    simulator.setFaults({
      rules: (["list", "namedList"] as const).map((operation) => ({
        operation,
        fault: "renamedLabels" as const,
      })),
    });
    const abroad = await search(simulator, ask);
    expect(abroad.map(({ internal }) => internal)).toEqual(plain.map(({ internal }) => internal));
    const labels = new Set(abroad.map(({ humanReadable }) => JSON.stringify(humanReadable)));
    expect(labels).toContain('{"internal":{"lifecycleStatus":"Beschäftigt"}}');
    expect([...labels].join()).not.toMatch(/Employed|Terminated|Hired/);
    const list = await call(simulator, "GET", "/company/named-lists/lifecycleStatus");
    expect(await list.json()).toMatchObject({
      values: expect.arrayContaining([expect.objectContaining({ id: "terminated", name: "Ehemalig" })]),
    });
  });
});

test("in its barest form a manager is an id", async () => {
  const simulator = await simulateHibob({ employees: 20 });
  simulator.setFaults({ rules: [{ operation: "list", fault: "barestForm" }] });
  const rows = await search(simulator, { fields: ["root.id", "work.reportsTo"] });
  const key = `/${"work.reportsTo".replaceAll(".", "/")}`;
  expect(rows[3]?.[key]).toEqual({ value: simulator.company()[3]?.managerId });
});

test("an app of the marketplace signs in by tokens that rotate", async () => {
  const simulator = await simulateHibob({ employees: 5 });
  const redirect_uri = "http://127.0.0.1:4400/cb";
  const { clientId: client_id } = secretsOf(simulator);
  const back = await consent(simulator, "/oauth2/v1/apps/authorize", {
    response_type: "code",
    client_id,
    redirect_uri,
    state: "s-3",
  });
  const code = back instanceof URL ? (back.searchParams.get("code") ?? "") : "";
  const form = { grant_type: "authorization_code", code, redirect_uri };
  const { refresh_token = "" } = (await (await askForToken(simulator, form)).json()) as Record<
    string,
    string
  >;
  const { access_token, refresh_token: next } = await refresh(simulator, refresh_token);
  expect(next).not.toBe(refresh_token);
  const response = await fetch(`${simulator.url}/people/search`, {
    method: "POST",
    headers: { authorization: `Bearer ${access_token}` },
    body: JSON.stringify({ fields: ["root.id"], showInactive: true }),
  });
  expect(Found.parse(await response.json()).employees).toHaveLength(5);
});
