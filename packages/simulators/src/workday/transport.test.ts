import { describe, expect, test } from "vitest";
import type { FaultName } from "../kit/fault-catalog.ts";
import { all, faultOf, getWorkers, parse, send, simulateWorkday } from "../testing/workday.ts";
import { startSimulator, type Simulator } from "../start.ts";

async function broken(fault: FaultName): Promise<Simulator> {
  const simulator = await simulateWorkday({ employees: 20 });
  simulator.setFaults({ rules: [{ operation: "list", fault }] });
  return simulator;
}

describe("refusals in SOAP", () => {
  test.each([
    ["http500", 500, "SOAP-ENV:Server.processingError", "Processing error occurred."],
    ["http401", 401, "SOAP-ENV:Client.authenticationError", "invalid username or password"],
    [
      "http403",
      500,
      "SOAP-ENV:Server.processingError",
      "Processing error occurred. The task submitted is not authorized.",
    ],
    ["faultIn200", 200, "SOAP-ENV:Server.processingError", "Processing error occurred."],
  ] as const)("%s is a fault with status %i", async (fault, status, code, string) => {
    expect(await faultOf(await send(await broken(fault), ""))).toEqual({ status, code, string });
  });

  test.each([
    ["http404", 404, null],
    ["http503", 503, null],
    ["http429", 429, null],
    ["http429RetryAfter", 429, "1"],
    ["throttle", 500, null],
  ] as const)(
    "%s is a page of whatever stands before Workday, with status %i",
    async (fault, status, wait) => {
      const response = await send(await broken(fault), "");
      expect([response.status, response.headers.get("retry-after")]).toEqual([status, wait]);
      expect(await response.text()).toMatch(/^<html>/);
    },
  );

  test("a call too many is 500 without a word about it", async () => {
    const simulator = await simulateWorkday({ employees: 5, realLimits: true });
    const answers = await Promise.all(Array.from({ length: 40 }, () => send(simulator, "")));
    const refused = answers.filter(({ status }) => status === 500);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get("retry-after")).toBeNull();
  });
});

describe("bodies in XML", () => {
  test("may hold nothing, an answer that is nil, or no answer", async () => {
    const body = async (fault: FaultName): Promise<Response> => send(await broken(fault), "");
    const empty = await body("emptyBody");
    expect([empty.headers.get("content-type"), await empty.text()]).toEqual(["text/xml; charset=utf-8", ""]);
    const nil = parse(await (await body("nullBody")).text());
    expect(all(nil, "Body/Get_Workers_Response")[0]?.children).toEqual([]);
    const none = parse(await (await body("emptyObject")).text());
    expect(all(none, "Body")[0]?.children).toEqual([]);
  });

  test("may be cut, called HTML, or be a web page", async () => {
    const cut = await (await send(await broken("cutJson"), "")).text();
    expect(cut).toMatch(/^<\?xml/);
    expect(cut.endsWith("</env:Envelope>")).toBe(false);
    const called = await send(await broken("wrongContentType"), "");
    expect(called.headers.get("content-type")).toContain("text/html");
    expect(parse(await called.text()).name).toBe("Envelope");
    expect(await (await send(await broken("html200"), "")).text()).toMatch(/^<!doctype html>/);
  });

  test("may attack whoever reads them", async () => {
    const attack = async (fault: FaultName): Promise<string> => (await send(await broken(fault), "")).text();
    expect(await attack("entityBomb")).toContain(`<!ENTITY e30 "&e29;&e29;">`);
    expect(await attack("externalEntity")).toContain(`SYSTEM "http://169.254.169.254/"`);
    expect((await attack("deepXml")).match(/<a>/g)).toHaveLength(100_000);
    expect((await attack("manyReferences")).match(/&#65;/g)).toHaveLength(1_000_000);
  });

  test("may unpack to far more than they seem", async () => {
    const simulator = await broken("gzipBomb");
    const response = await send(simulator, "", { headers: { "accept-encoding": "identity" } });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    // fetch unpacks it: the length tells.
    const unpacked = await response.arrayBuffer();
    expect(unpacked.byteLength).toBeGreaterThan(100_000_000);
    expect(Buffer.from(unpacked, 0, 3).toString()).toBe("<a>");
  });
});

test("rules strike lists, looks and changes by their names, and the log keeps no secret", async () => {
  const simulator = await simulateWorkday({ employees: 20 });
  simulator.setFaults({
    rules: [
      { operation: "byId", fault: "http503" },
      { operation: "changes", fault: "http503" },
    ],
  });
  const wid = simulator.company()[0]?.id ?? "";
  const look = `<wd:Request_References><wd:Worker_Reference><wd:ID wd:type="WID">${wid}</wd:ID></wd:Worker_Reference></wd:Request_References>`;
  const changes = `<wd:Request_Criteria><wd:Transaction_Log_Criteria_Data/></wd:Request_Criteria>`;
  expect((await send(simulator, look)).status).toBe(503);
  expect((await send(simulator, changes)).status).toBe(503);
  expect((await getWorkers(simulator, "")).workers).toHaveLength(20);
  const log = JSON.stringify(simulator.requests());
  expect(log).toContain(`"operation":"byId"`);
  expect(log).not.toContain(simulator.keys.full);
});

test("there are two ways to read it, and no third one", async () => {
  expect((await simulateWorkday()).config).toMatchObject({
    settings: { host: expect.stringMatching(/\.workday\.com$/), tenant: "acme", version: "v44.0" },
    auth: { method: "isu", username: "ISU_Roster", password: expect.any(String) },
  });
  expect((await simulateWorkday({ variant: "report" })).config).toMatchObject({
    settings: { report: { owner: "ISU_Roster", name: "Employee_Roster" } },
  });
  const refused = startSimulator("workday", { variant: "constructor" });
  await expect(refused).rejects.toMatchObject({
    code: "badOption",
    message: expect.stringContaining("report"),
  });
});
