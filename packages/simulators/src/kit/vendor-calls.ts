import type { IncomingMessage } from "node:http";
import { faultyAnswer, tooMany } from "./answer-faults.ts";
import type { Handler } from "./http-server.ts";
import type { RateLimit } from "./rate-limit.ts";
import { queryObject, type LoggedRequest, type RequestLog } from "./request-log.ts";
import { send } from "./send.ts";
import type { Answer, Call, Vendor, VendorApi, VendorRequest, World } from "./vendor.ts";

/** Answers the vendor's API: logs each call, keeps to `limit` when there is one, lets faults strike. */
export function vendorCalls(parts: {
  vendor: Vendor;
  api: VendorApi;
  world: World;
  log: RequestLog;
  limit?: RateLimit | undefined;
}): Handler {
  const { vendor, api, world, log, limit } = parts;
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
    const answer = wait > 0 ? refusal(vendor, call, wait) : faultyAnswer(call, fault, world.now());
    if (fault !== "hang") entry.status = answer.status;
    await send(response, answer, fault);
  };
}

function refusal(vendor: Vendor, call: Call, wait: number): Answer {
  const told = vendor.rateHeaders?.();
  if (told === undefined) return tooMany(call, String(wait));
  const plain = call.refuse(429);
  return { ...plain, headers: { ...plain.headers, ...told } };
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
