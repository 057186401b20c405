import type { IncomingMessage } from "node:http";
import { faultyAnswer, tooMany } from "./answer-faults.ts";
import type { Handler } from "./http-server.ts";
import type { RateLimit } from "./rate-limit.ts";
import { queryObject, type LoggedRequest, type RequestLog } from "./request-log.ts";
import { send } from "./send.ts";
import type { Answer, VendorApi, VendorRequest, World } from "./vendor.ts";

/** Answers the vendor's API: logs each call, keeps to `limit` when there is one, lets faults strike. */
export function vendorCalls(parts: {
  api: VendorApi;
  world: World;
  log: RequestLog;
  limit?: RateLimit | undefined;
  /** Refusals of the limit do not say how long to wait. */
  quiet?: boolean | undefined;
}): Handler {
  const { api, world, log, limit, quiet = false } = parts;
  return async (incoming, response) => {
    incoming.resume();
    const request = readRequest(incoming);
    const call = api.receive(request);
    const entry: LoggedRequest = {
      at: world.now(),
      operation: call.operation,
      method: request.method,
      path: request.path,
      query: queryObject(request.query),
      status: 0,
      ...(call.page === undefined ? {} : { page: call.page }),
    };
    log.add(entry);
    const wait = limit?.(world.now()) ?? 0;
    const fault = wait > 0 ? undefined : world.faults.strike(call.operation, call.page);
    if (fault === "shiftOffsets") world.company.edit({ op: "hire", set: {} });
    const refused = (): Answer => (quiet ? call.refuse(429) : tooMany(call, String(wait)));
    const answer = wait > 0 ? refused() : faultyAnswer(call, fault, world.now());
    if (fault !== "hang") entry.status = answer.status;
    await send(response, answer, fault);
  };
}

function readRequest(incoming: IncomingMessage): VendorRequest {
  const target = incoming.url ?? "/";
  const mark = target.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : target.slice(mark + 1)),
    headers: incoming.headers,
  };
}
