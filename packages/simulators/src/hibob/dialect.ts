import type { Answer } from "../kit/vendor.ts";

const LOGIN_PAGE = `<!doctype html><html><head><title>Bob</title></head><body><div id="root"></div></body></html>`;

export function json(value: unknown, status = 200): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

/** What a path that Bob does not have gets: the page of its app, not 404. */
export function appPage(status = 200): Answer {
  return { status, headers: { "content-type": "text/html; charset=utf-8" }, body: LOGIN_PAGE };
}

export function badRequest(key: string, error: string): Answer {
  return json({ key, error }, 400);
}

/** The refusals, in the forms that answers were seen in. `now` in milliseconds: a 429 tells when there is room. */
export function refuse(status: number, now: number): Answer {
  switch (status) {
    case 401:
      return json({ errorMessage: "Unauthorized" }, 401);
    case 404:
      return json({}, 404);
    case 429: {
      const answer = json({ error: "Too many requests" }, 429);
      const told = rateHeaders({ requests: 50, remaining: 0, resetAt: now });
      return { ...answer, headers: { ...answer.headers, ...told } };
    }
    default:
      return json({ key: `http.${status}`, error: REASONS[status] ?? "Request failed" }, status);
  }
}

/** There is no Retry-After: whoever is refused sleeps until the reset. */
export function rateHeaders(state: {
  requests: number;
  remaining: number;
  resetAt: number;
}): Record<string, string> {
  return {
    "x-ratelimit-limit": String(state.requests),
    "x-ratelimit-remaining": String(state.remaining),
    "x-ratelimit-reset": String(Math.ceil(state.resetAt / 1000)),
  };
}

const REASONS: Record<number, string> = {
  403: "You do not have permission to perform this action",
  500: "Internal server error",
  503: "Service unavailable",
};
