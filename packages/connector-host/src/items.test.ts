import type { ServerResponse } from "node:http";
import { setImmediate } from "node:timers/promises";
import { createGzip } from "node:zlib";
import { ConnectorError, type ConnectorHttp } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import { failure, withHttp } from "./testing/acme.ts";
import { json, serve } from "./testing/servers.ts";

/** What came, and the error that it ended with. */
async function collect(items: AsyncGenerator): Promise<{ items: unknown[]; error?: unknown }> {
  const seen: unknown[] = [];
  try {
    for await (const item of items) seen.push(item);
    return { items: seen };
  } catch (error) {
    return { items: seen, error };
  }
}

const read = (http: ConnectorHttp) => collect(http.items("/report", { at: "Report_Entry" }));

async function readText(body: string, bounds = {}): Promise<{ items: unknown[]; error?: unknown }> {
  const server = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(body);
  });
  return withHttp(`http://${server.host}`, read, { bounds: { attempts: 1, ...bounds } });
}

describe("a long list", () => {
  test("comes item by item, whatever stands in and around its items", async () => {
    const items = [
      { name: 'a "quoted" ] } , { [ \\', n: 12345678901234567n.toString(), list: [[1], { x: [] }] },
      "text, with ] and }",
      7,
      null,
      { ü: "日本\ud83d\ude00" },
    ];
    const body = {
      before: { Report_Entry: ["not", "this"] },
      note: "Report_Entry",
      Report_Entry: items,
      after: [1],
    };
    expect(await readText(JSON.stringify(body, null, 1))).toEqual({ items });
    expect(await readText(`{"\\u0052eport_Entry":[]}`)).toEqual({ items: [] });
  });

  test("arrives whole in whichever pieces it is sent, cut inside a character too", async () => {
    const items = Array.from({ length: 300 }, (_, n) => ({ n, name: "Zoë 日本" }));
    const bytes = Buffer.from(JSON.stringify({ Report_Entry: items }));
    const sendPieces = async (response: ServerResponse): Promise<void> => {
      for (let at = 0; at < bytes.length; at += 61) {
        response.write(bytes.subarray(at, at + 61));
        await setImmediate();
      }
      response.end();
    };
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      void sendPieces(response);
    });
    expect(await withHttp(`http://${server.host}`, read)).toEqual({ items });
  });

  test.each([
    ["cut inside an item", '{"Report_Entry":[{"a":1},{"a":', 1, "cutBody"],
    ["cut after an item", '{"Report_Entry":[{"a":1}', 0, "cutBody"],
    ["cut after a comma", '{"Report_Entry":[{"a":1},', 1, "cutBody"],
    ["cut after the list", '{"Report_Entry":[{"a":1}]', 1, "cutBody"],
    ["closed too early", '{"Report_Entry":[{"a":1},]}', 0, "cutBody"],
    ["followed by something else", '{"Report_Entry":[]}{}', 0, "cutBody"],
    ["given twice", '{"Report_Entry":[{"a":1}],"Report_Entry":[]}', 0, "cutBody"],
    ["missing", '{"Error":"no"}', 0, "badList"],
    ["no list", '{"Report_Entry":{}}', 0, "badList"],
    ["null", "null", 0, "badList"],
    ["deeper than it should be", '{"x":{"Report_Entry":[1]}}', 0, "badList"],
    ["a list without a name", "[1,2]", 0, "badList"],
  ])("that is %s ends with an error", async (_, body, count, code) => {
    const { items, error } = await readText(body);
    expect([items.length, error]).toEqual([count, expect.objectContaining({ code })]);
  });

  test("is bounded in its items, in all and in time", async () => {
    const long = JSON.stringify({ Report_Entry: ["x".repeat(500), "y"] });
    expect((await readText(long, { maxBytes: 100 })).error).toMatchObject({ code: "tooLarge" });
    expect((await readText(long, { streamMaxBytes: 100 })).error).toMatchObject({ code: "tooLarge" });
    const dripping = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"Report_Entry":[1,');
      const drip = setInterval(() => response.write(" "), 10);
      response.once("close", () => clearInterval(drip));
    });
    const bounds = { attempts: 1, deadlineMs: 100 };
    const slow = await withHttp(`http://${dripping.host}`, read, { bounds });
    expect([slow.items, slow.error]).toEqual([[1], expect.objectContaining({ code: "timedOut" })]);
  });

  test("a compressed bomb is cut at the cap", async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
      const gzip = createGzip();
      gzip.pipe(response);
      gzip.write('{"Report_Entry":[');
      const block = `${'"'.padEnd(999, "x")}",`.repeat(1_000);
      const more = () => {
        while (!response.destroyed && gzip.write(block)) continue;
        if (!response.destroyed) gzip.once("drain", more);
      };
      more();
    });
    const bounds = { attempts: 1, streamMaxBytes: 5_000_000 };
    const { error } = await withHttp(`http://${server.host}`, read, { bounds });
    expect(error).toMatchObject({ code: "tooLarge" });
  });

  test("is asked for again until its first item, and told apart from a web page", async () => {
    let asked = 0;
    const server = await serve((_request, response) => {
      asked += 1;
      json(response, { Report_Entry: [1] }, asked === 1 ? 503 : 200);
    });
    expect(await withHttp(`http://${server.host}`, read)).toEqual({ items: [1] });
    expect(asked).toBe(2);
    const bodies = ['{"Report_Entry":[{"a":', '{"Report_Entry":[7]}'];
    const cut = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end(bodies.shift());
    });
    expect(await withHttp(`http://${cut.host}`, read)).toEqual({ items: [7] });
    const page = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>");
    });
    const { error } = await withHttp(`http://${page.host}`, read);
    expect(error).toMatchObject({ kind: "contract", code: "badContent" });
  });

  test("a refusal is translated by the connector, and an abort ends the reading", async () => {
    const server = await serve((_request, response) => json(response, { error: "no" }, 400));
    const connector = {
      translateError: () => new ConnectorError("permission", "No.", { code: "notShared", fix: "Share it." }),
    };
    const { error } = await withHttp(`http://${server.host}`, read, { connector });
    expect(error).toMatchObject({ code: "notShared" });
    const endless = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"Report_Entry":[1,');
    });
    const abort = new AbortController();
    const reason = new Error("enough");
    const work = withHttp(
      `http://${endless.host}`,
      async (http) => {
        const items: unknown[] = [];
        for await (const item of http.items("/report", { at: "Report_Entry" })) {
          items.push(item);
          abort.abort(reason);
        }
        return items;
      },
      { signal: abort.signal },
    );
    expect(await failure(work)).toBe(reason);
  });
});
