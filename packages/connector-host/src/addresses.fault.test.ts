import type { LookupAddress } from "node:dns";
import { expect, test } from "vitest";
import { pinnedLookup, REFUSED_ADDRESS, type Resolve } from "./addresses.ts";
import { AS_OF, acme, failure, open, withHttp } from "./testing/acme.ts";
import { json, serve } from "./testing/servers.ts";

function address(text: string): LookupAddress {
  return { address: text, family: text.includes(":") ? 6 : 4 };
}

function look(resolve: Resolve, all = true): Promise<unknown> {
  return new Promise((found, failed) => {
    pinnedLookup(false, resolve)("acme.example", { all }, (error, addresses, family) => {
      if (error) failed(error);
      else found(family === undefined ? addresses : { addresses, family });
    });
  });
}

test("F20 S1 public addresses are handed over, all of them or the first", async () => {
  const both = [address("8.8.8.8"), address("2606:4700::1111")];
  expect(await look(async () => both)).toEqual(both);
  expect(await look(async () => both, false)).toEqual({ addresses: "8.8.8.8", family: 4 });
});

test.each([
  "127.0.0.1",
  "10.0.0.7",
  "169.254.169.254",
  "0.0.0.0",
  "100.64.0.1",
  "::ffff:8.8.8.8",
  "64:ff9b::a00:1",
  "fe80::1%eth0",
  "nonsense",
])("F20 S1 one address %s among public ones refuses the name", async (inside) => {
  await expect(look(async () => [address("8.8.8.8"), address(inside)])).rejects.toMatchObject({
    code: REFUSED_ADDRESS,
  });
});

test("F20 S1 a look-up that fails or finds nothing refuses the name", async () => {
  await expect(look(async () => [])).rejects.toMatchObject({ code: "ENOTFOUND" });
  const broken = Object.assign(new Error("no server"), { code: "ESERVFAIL" });
  await expect(look(() => Promise.reject(broken))).rejects.toBe(broken);
});

test("F20 S1 a name that turns inside between two connections is refused, and nothing is sent", async () => {
  const server = await serve((_request, response) => json(response, {}));
  const answers = ["10.0.0.1", "127.0.0.1"];
  let asked = 0;
  const opened = open(acme(), undefined, {
    resolve: async () => [address(answers[asked++] ?? "127.0.0.1")],
  });
  for (const queries of [1, 2]) {
    const [check] = await opened.verify({ asOf: AS_OF, signal: new AbortController().signal });
    expect(check).toMatchObject({ outcome: "fail", detail: expect.stringMatching(/is not public/) });
    expect(asked).toBe(queries);
  }
  expect(server.connections()).toBe(0);
});

test("F20 S1 the connection goes to the address that was looked up once, with the name as Host", async () => {
  const server = await serve((request, response) => json(response, { host: request.headers.host }));
  let asked = 0;
  const resolve: Resolve = async () => {
    asked += 1;
    return [address("127.0.0.1")];
  };
  const url = `http://vendor.test:${server.port}`;
  const { body } = await withHttp(url, (http) => http.get("/x"), { resolve });
  expect(body).toEqual({ host: `vendor.test:${server.port}` });
  expect(asked).toBe(1);
});

test.each([
  ["ENOTFOUND", "config", "unknownHost"],
  ["EAI_AGAIN", "transient", "dnsFailed"],
])("F20 S1 a look-up that ends with %s is %s", async (code, kind, expected) => {
  const resolve: Resolve = () => Promise.reject(Object.assign(new Error("look-up"), { code }));
  const error = await failure(withHttp(undefined, (http) => http.get("/x"), { resolve, domain: "north" }));
  expect(error).toMatchObject({
    kind,
    code: expected,
    message: expect.stringContaining("north.acme.example:443"),
  });
});
