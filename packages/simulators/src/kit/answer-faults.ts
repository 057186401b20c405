import type { FaultName } from "./fault-catalog.ts";
import type { Answer, Call } from "./vendor.ts";

const HTML = "text/html; charset=UTF-8";
const JSON_TYPE = "application/json";
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
      return { status: 200, headers: { "content-type": JSON_TYPE }, body: "" };
    case "nullBody":
      return { status: 200, headers: { "content-type": JSON_TYPE }, body: "null" };
    case "emptyObject":
      return { status: 200, headers: { "content-type": JSON_TYPE }, body: "{}" };
    case "wrongContentType": {
      const answer = call.answer(undefined);
      return { ...answer, headers: { ...answer.headers, "content-type": HTML } };
    }
    default:
      return call.answer(fault);
  }
}

/** The answer without the first list in it. An answer that is no JSON object is the vendor's own to bend. */
function withoutList(answer: Answer): Answer {
  if (
    typeof answer.body !== "string" ||
    !/^application\/json\b/i.test(answer.headers["content-type"] ?? "")
  ) {
    return answer;
  }
  const parsed: unknown = JSON.parse(answer.body);
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
