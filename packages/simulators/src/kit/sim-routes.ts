import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { SimulatorError } from "../error.ts";
import type { Control } from "./control.ts";
import { errorBody, readJson, sendJson, type Handler } from "./http-server.ts";
import { parse } from "./parse.ts";
import type { TruthRow } from "./vendor.ts";

const PREFIX = "/_sim/";
const ROWS_A_CHUNK = 500;

const Advance = z.strictObject({ days: z.number() });

type Route = (control: Control, request: IncomingMessage, response: ServerResponse) => Promise<void>;

const ROUTES: Record<string, Route> = {
  "GET company": async (control, _request, response) => sendRows(response, control.truth()),
  "GET requests": async (control, _request, response) => sendJson(response, 200, control.requests()),
  "POST advance": async (control, request, response) => {
    const { days } = parse(Advance, await readJson(request));
    sendJson(response, 200, { today: control.advance(days) });
  },
  "POST edit": async (control, request, response) =>
    sendJson(response, 200, control.edit(await readJson(request))),
  "POST faults": async (control, request, response) =>
    sendJson(response, 200, control.setFaults(await readJson(request))),
  "DELETE faults": async (control, request, response) => {
    request.resume();
    sendJson(response, 200, control.clearFaults());
  },
};

export function isSimPath(path: string): boolean {
  return path.startsWith(PREFIX);
}

/** The routes under /_sim/, by which the simulator is watched and steered. Their own errors are JSON. */
export function simRoutes(control: Control): Handler {
  return async (request, response) => {
    const path = (request.url ?? "").slice(PREFIX.length).replace(/\?.*$/, "");
    const route = ROUTES[`${request.method ?? "GET"} ${path}`];
    try {
      if (route === undefined) {
        const known = Object.keys(ROUTES).map((name) => name.replace(" ", ` ${PREFIX}`));
        throw new SimulatorError("notFound", `No such route. There are: ${known.join(", ")}.`);
      }
      await route(control, request, response);
    } catch (error) {
      if (!(error instanceof SimulatorError)) throw error;
      sendJson(response, error.code === "notFound" ? 404 : 400, errorBody(error.code, error.message));
    }
  };
}

/** A JSON array written piece by piece: the truth of a large company is never one string. */
async function sendRows(response: ServerResponse, rows: Iterable<TruthRow>): Promise<void> {
  response.writeHead(200, { "content-type": "application/json" });
  await pipeline(Readable.from(jsonArray(rows)), response);
}

function* jsonArray(rows: Iterable<TruthRow>): Generator<string> {
  let separator = "[";
  let chunk: string[] = [];
  for (const row of rows) {
    chunk.push(JSON.stringify(row));
    if (chunk.length < ROWS_A_CHUNK) continue;
    yield separator + chunk.join(",");
    separator = ",";
    chunk = [];
  }
  if (chunk.length > 0 || separator === "[") yield separator + chunk.join(",");
  yield "]";
}
