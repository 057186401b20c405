import type { FaultName } from "./fault-catalog.ts";
import type { Answer, Call, HollowBodies } from "./vendor.ts";
import { xmlAttack } from "./xml-faults.ts";

const HTML = "text/html; charset=UTF-8";
const HOLLOW_JSON: HollowBodies = { contentType: "application/json", null: "null", empty: "{}" };
const LOGIN_PAGE = `<!doctype html><html><head><title>Log in</title></head><body><form method="post">
<label>E-mail <input name="username"></label> <label>Password <input name="password" type="password"></label>
</form></body></html>`;

/**
 * The answer to `call` as `fault` leaves it. Faults of people and pages are the vendor's to carry out, those
 * of the transport happen when the answer is sent.
 */
export function faultyAnswer(call: Call, fault: FaultName | undefined, now: number): Answer {
  switch (fault) {
    case "http500":
      return call.refuse(500);
    case "http503":
      return call.refuse(503);
    case "http401":
      return call.refuse(401);
    case "http403":
      return call.refuse(403);
    case "http404":
      return call.refuse(404);
    case "http429":
      return call.refuse(429);
    case "http503RetryAfter":
      return withRetryAfter(call.refuse(503), "1");
    case "http429RetryAfter":
      return tooMany(call, "1");
    case "retryAfterDate":
      return tooMany(call, new Date(now + 2000).toUTCString());
    case "retryAfterHuge":
      return tooMany(call, "86400");
    case "retryAfterNegative":
      return tooMany(call, "-5");
    case "retryAfterJunk":
      return tooMany(call, "in a while");
    case "expireToken":
      if (call.token === undefined) return call.answer(undefined);
      call.token.expire();
      return call.refuse(401);
    case "revokeGrant":
      if (call.token === undefined) return call.answer(fault);
      call.token.revoke();
      return call.refuse(401);
    case "redirect":
      return { status: 302, headers: { location: "http://169.254.169.254/" }, body: "" };
    case "html200":
      return { status: 200, headers: { "content-type": HTML }, body: LOGIN_PAGE };
    case "http204":
      return { status: 204, headers: {}, body: "" };
    case "listMissing":
      return withoutList(call.answer(fault));
    case "emptyBody":
      return hollow(call, () => "");
    case "nullBody":
      return hollow(call, (bodies) => bodies.null);
    case "emptyObject":
      return hollow(call, (bodies) => bodies.empty);
    case "faultIn200":
      return { ...call.refuse(500), status: 200 };
    case "throttle":
      return call.throttle?.() ?? call.refuse(429);
    case "entityBomb":
    case "externalEntity":
    case "deepXml":
    case "manyReferences":
      return xmlAttack(fault);
    case "wrongContentType": {
      const answer = call.answer(undefined);
      return { ...answer, headers: { ...answer.headers, "content-type": HTML } };
    }
    default:
      return call.answer(fault);
  }
}

function hollow({ hollow: bodies = HOLLOW_JSON }: Call, choose: (bodies: HollowBodies) => string): Answer {
  return { status: 200, headers: { "content-type": bodies.contentType }, body: choose(bodies) };
}

/** The answer without the first list in it. An answer that is no JSON object is the vendor's own to bend. */
function withoutList(answer: Answer): Answer {
  if (!/^application\/json\b/i.test(answer.headers["content-type"] ?? "")) return answer;
  const { body } = answer;
  const parsed: unknown = JSON.parse(typeof body === "string" ? body : [...body].join(""));
  const parts = Object.entries(typeof parsed === "object" && parsed !== null ? parsed : {});
  const list = parts.findIndex(([, part]) => Array.isArray(part));
  return { ...answer, body: JSON.stringify(Object.fromEntries(parts.filter((_, index) => index !== list))) };
}

/** The vendor's refusal of one call too many, with `retryAfter` as its Retry-After. */
export function tooMany(call: Call, retryAfter: string): Answer {
  return withRetryAfter(call.refuse(429), retryAfter);
}

function withRetryAfter(answer: Answer, retryAfter: string): Answer {
  return { ...answer, headers: { ...answer.headers, "retry-after": retryAfter } };
}
