import type { IncomingMessage } from "node:http";
import { faultyAnswer, tooMany } from "./answer-faults.ts";
import type { FaultName } from "./fault-catalog.ts";
import { type Handler, readText } from "./http-server.ts";
import { jsonOf } from "./json-of.ts";
import { readForm } from "./oauth-token.ts";
import type { RateLimit } from "./rate-limit.ts";
import { queryObject, type LoggedRequest, type RequestLog } from "./request-log.ts";
import { send } from "./send.ts";
import type { Answer, Call, RateState, Vendor, VendorApi, VendorRequest, World } from "./vendor.ts";

const SOAP_BODY = /<(?:[\w-]+:)?Body\b[^>]*>([^]*)<\/(?:[\w-]+:)?Body\s*>/;

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
    const request = readRequest(incoming, await readText(incoming));
    const call = api.receive(request);
    const entry: LoggedRequest = {
      at: world.now(),
      operation: call.operation,
      method: request.method,
      path: request.path,
      query: queryObject(request.query),
      ...(request.body === "" ? {} : { body: loggedBody(call, request) }),
      status: 0,
      ...(call.page === undefined ? {} : { page: call.page }),
    };
    log.add(entry);
    const rate = limit?.(world.now(), call.operation);
    const refused = rate !== undefined && rate.wait > 0;
    const fault = refused ? undefined : world.faults.strike(call.operation, call.page);
    changeMeanwhile(world, fault);
    const answer = rated({ vendor, world }, call, rate, () => faultyAnswer(call, fault, world.now()));
    if (fault !== "hang") entry.status = answer.status;
    await send(response, answer, fault);
  };
}

function changeMeanwhile({ company }: World, fault: FaultName | undefined): void {
  if (fault !== "shiftOffsets" && fault !== "changesMidWalk") return;
  company.edit({ op: "hire", set: {} });
  if (fault !== "changesMidWalk") return;
  company.edit({ op: "move", set: {} });
  company.edit({ op: "move", set: {} });
}

/** The answer with what the vendor tells of its limit, or its refusal of one call too many. */
function rated(
  { vendor, world }: { vendor: Vendor; world: World },
  call: Call,
  rate: RateState | undefined,
  answer: () => Answer,
): Answer {
  if (rate === undefined) return answer();
  const told = vendor.rateHeaders?.(rate);
  const tells = world.options.tellsRetryAfter ?? told === undefined;
  const refusal = tells ? tooMany(call, String(rate.wait)) : (call.throttle?.() ?? call.refuse(429));
  const plain = rate.wait > 0 ? refusal : answer();
  return { ...plain, headers: { ...plain.headers, ...told } };
}

/**
 * The body as JSON, or what stands in the body of a SOAP envelope, whose header holds a password; of a call for a token
 * the grant's type alone, for the rest of it is secrets.
 */
function loggedBody({ operation }: Call, request: VendorRequest): unknown {
  if (operation === "token") return { grant_type: readForm(request)?.get("grant_type") ?? null };
  return jsonOf(request.body) ?? SOAP_BODY.exec(request.body)?.[1] ?? null;
}

function readRequest(incoming: IncomingMessage, body: string): VendorRequest {
  const target = incoming.url ?? "/";
  const mark = target.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    path: mark < 0 ? target : target.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : target.slice(mark + 1)),
    headers: incoming.headers,
    body,
  };
}
