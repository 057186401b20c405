import { randomUUID } from "node:crypto";
import type { Answer } from "../kit/vendor.ts";

export function json(value: unknown, status = 200): Answer {
  return answer(status, "application/json", JSON.stringify(value));
}

/** A request that cannot be understood, in the words of the framework behind the API. */
export function badRequest(detail: string): Answer {
  return json({ detail }, 400);
}

/** A token whose scopes leave `resource` out. */
export function outOfScope(resource: string): Answer {
  return json({ ok: false, error: `Insufficient oauth scopes to access ${resource}` }, 403);
}

/** An id that nobody has. How the API says so is not documented; this is its framework's way. */
export function noSuchRecord(): Answer {
  return json({ detail: "Not found." }, 404);
}

export function redirect(location: string): Answer {
  const moved = answer(301, "text/html", "");
  return { ...moved, headers: { ...moved.headers, location } };
}

/** How the API answers a status that no request caused. */
export function refuse(status: number): Answer {
  if (status === 401) return json({ ok: false, error: "Incorrect authentication credentials." }, 401);
  if (status === 403) return outOfScope("worker");
  // What a refused rate looks like is not documented.
  if (status === 429) return answer(429, "text/plain", "");
  const text = status === 404 ? "Not Found!" : status === 500 ? "Server Error (500)" : "Unavailable";
  return answer(status, "text/html", `<html> <body> ${text} </body> </html>`);
}

function answer(status: number, contentType: string, body: string): Answer {
  const headers = { "content-type": contentType, "x-rippling-request-id": `Root=1-${randomUUID()}` };
  return { status, headers, body };
}
