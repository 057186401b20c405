import type { Simulator } from "../start.ts";

/** POST of JSON to a simulated BambooHR with a key, the full one unless told otherwise. */
export async function post(
  simulator: Simulator,
  path: string,
  body: unknown,
  options: { key?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  const { key = simulator.keys.full, headers } = options;
  return fetch(simulator.url + path, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${key}:x`).toString("base64")}`,
      accept: "application/json",
      "content-type": "application/json",
      ...headers,
    },
    body: JSON.stringify(body),
  });
}
