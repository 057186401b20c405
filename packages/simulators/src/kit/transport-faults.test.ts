import { get as httpGet } from "node:http";
import { createGunzip } from "node:zlib";
import { describe, expect, test } from "vitest";
import { get, getPage, simulate } from "../testing/client.ts";
import type { Simulator } from "../start.ts";
import type { FaultName } from "./fault-catalog.ts";

async function broken(fault: FaultName): Promise<Simulator> {
  const simulator = await simulate({ employees: 40 });
  simulator.setFaults({ rules: [{ operation: "list", fault }] });
  return simulator;
}

describe("when a rule strikes", () => {
  test("attempt counts the calls that match it since it was set", async () => {
    const simulator = await simulate({ employees: 40 });
    simulator.setFaults({
      rules: [
        { operation: "list", page: 2, attempt: 1, fault: "http500" },
        { operation: "list", page: 2, attempt: 2, times: 2, fault: "http503" },
      ],
    });
    const first = await getPage(simulator, "?page[limit]=10");
    const next = `/employees?page[limit]=10&page[after]=${encodeURIComponent(first.meta.page.nextCursor ?? "")}`;
    const statuses = [];
    for (let call = 0; call < 5; call += 1) statuses.push((await get(simulator, next)).status);
    expect(statuses).toEqual([500, 503, 503, 200, 200]);
    expect((await get(simulator, "/employees?page[limit]=10")).status).toBe(200);
  });

  test("times says how often, and without it the rule strikes until faults are cleared", async () => {
    const simulator = await simulate({ employees: 5 });
    const status = async (path: string): Promise<number> => (await get(simulator, path)).status;
    simulator.setFaults({
      rules: [
        { operation: "list", times: 1, fault: "http503" },
        { operation: "byId", fault: "http403" },
      ],
    });
    expect([await status("/employees"), await status("/employees")]).toEqual([503, 200]);
    expect([await status("/employees/1"), await status("/employees/1")]).toEqual([403, 403]);
    simulator.clearFaults();
    expect(await status("/employees/1")).toBe(200);
  });
});

describe("refusals", () => {
  test.each([
    ["http500", 500, null],
    ["http503", 503, null],
    ["http401", 401, null],
    ["http403", 403, null],
    ["http404", 404, null],
    ["http429", 429, null],
    ["http429RetryAfter", 429, "1"],
    ["retryAfterHuge", 429, "86400"],
    ["retryAfterNegative", 429, "-5"],
    ["retryAfterJunk", 429, "in a while"],
  ] as const)("%s answers %i with Retry-After %s", async (fault, status, retryAfter) => {
    const simulator = await broken(fault);
    const response = await get(simulator, "/employees");
    expect([response.status, response.headers.get("retry-after")]).toEqual([status, retryAfter]);
    expect(simulator.requests()).toMatchObject([{ operation: "list", status }]);
  });

  test("retryAfterDate names a moment a little ahead", async () => {
    const response = await get(await broken("retryAfterDate"), "/employees");
    const moment = Date.parse(response.headers.get("retry-after") ?? "");
    expect(moment - Date.now()).toBeGreaterThan(-1000);
    expect(moment - Date.now()).toBeLessThanOrEqual(2000);
  });

  test("redirect leads to an address that nobody should follow", async () => {
    const response = await get(await broken("redirect"), "/employees");
    expect([response.status, response.headers.get("location")]).toEqual([302, "http://169.254.169.254/"]);
  });
});

describe("bodies that are no list", () => {
  test.each([
    ["html200", "text/html; charset=UTF-8", /^<!doctype html>/],
    ["emptyBody", "application/json", /^$/],
    ["nullBody", "application/json", /^null$/],
    ["emptyObject", "application/json", /^\{\}$/],
    ["wrongContentType", "text/html; charset=UTF-8", /^\{"data":\[.*\}$/],
  ] as const)("%s", async (fault, type, body) => {
    const response = await get(await broken(fault), "/employees");
    expect([response.status, response.headers.get("content-type")]).toEqual([200, type]);
    expect(await response.text()).toMatch(body);
  });
});

test("http204 has nothing to say", async () => {
  const response = await get(await broken("http204"), "/employees");
  expect([response.status, await response.text()]).toEqual([204, ""]);
});

describe("bodies that are cut", () => {
  test("cutJson is good HTTP around half a body", async () => {
    const response = await get(await broken("cutJson"), "/employees");
    const text = await response.text();
    expect(response.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
    expect(isJson(text)).toBe(false);
  });

  test("cutLength breaks the connection before the length that was announced", async () => {
    const response = await get(await broken("cutLength"), "/employees");
    expect(Number(response.headers.get("content-length"))).toBeGreaterThan(1000);
    await expect(response.text()).rejects.toThrow("terminated");
  });

  test("cutChunked breaks the connection", async () => {
    const response = await get(await broken("cutChunked"), "/employees");
    expect(response.headers.get("transfer-encoding")).toBe("chunked");
    await expect(response.text()).rejects.toThrow("terminated");
  });

  test("cutClose ends the connection as if that were all", async () => {
    const response = await get(await broken("cutClose"), "/employees");
    const text = await response.text();
    expect(response.headers.has("content-length")).toBe(false);
    expect(text).toMatch(/^\{"data":\[/);
    expect(isJson(text)).toBe(false);
  });
});

describe("bodies without an end", () => {
  test("slowDrip gives a byte at a time", async () => {
    const response = await get(await broken("slowDrip"), "/employees");
    const arrivals: { bytes: number; at: number }[] = [];
    for await (const chunk of response.body ?? []) {
      arrivals.push({ bytes: chunk instanceof Uint8Array ? chunk.length : 0, at: performance.now() });
      if (arrivals.length === 2) break;
    }
    const [first, second] = arrivals;
    expect([first?.bytes, second?.bytes]).toEqual([1, 1]);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(300);
  });

  test("hang gives nothing, and the log shows that nothing was answered", async () => {
    const simulator = await broken("hang");
    const call = get(simulator, "/employees", { signal: AbortSignal.timeout(200) });
    await expect(call).rejects.toThrow("timeout");
    expect(simulator.requests()).toMatchObject([{ operation: "list", status: 0 }]);
  });

  test("gzipBomb is small until it is unpacked", async () => {
    const simulator = await broken("gzipBomb");
    const { packed, unpacked } = await unpack(simulator);
    expect(unpacked).toBeGreaterThan(100_000_000);
    expect(packed).toBeLessThan(2_000_000);
  });
});

async function unpack(simulator: Simulator): Promise<{ packed: number; unpacked: number }> {
  let packed = 0;
  let unpacked = 0;
  await new Promise<void>((resolve, reject) => {
    httpGet(`${simulator.url}/employees`, (response) => {
      response.on("data", (chunk: Buffer) => {
        packed += chunk.length;
      });
      const gunzip = response.pipe(createGunzip());
      gunzip.on("data", (chunk: Buffer) => {
        unpacked += chunk.length;
      });
      gunzip.on("end", resolve).on("error", reject);
    }).on("error", reject);
  });
  return { packed, unpacked };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
