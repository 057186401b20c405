import { onTestFinished } from "vitest";
import { z } from "zod";
import { startSimulator, type Simulator, type SimulatorOptions } from "../start.ts";

const Page = z.object({
  data: z.array(z.record(z.string(), z.unknown())),
  meta: z.object({
    total: z.number().optional(),
    page: z.object({
      limit: z.number(),
      nextCursor: z.string().nullable(),
      prevCursor: z.string().nullable(),
    }),
  }),
  _links: z.record(z.string(), z.object({ href: z.string() })),
});

/** A page of the employee list, as it came. */
export type Page = z.infer<typeof Page>;

/** A simulator that ends with the test. Its first day is 2026-05-01 unless told otherwise. */
export async function simulate(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator("bamboohr", { today: "2026-05-01", ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** GET of `path` with the full key, asking for JSON, without following redirects. */
export async function get(
  simulator: Simulator,
  path: string,
  options: { key?: string; accept?: string; signal?: AbortSignal } = {},
): Promise<Response> {
  const { key = simulator.keys.full, accept = "application/json", signal } = options;
  const headers = { authorization: `Basic ${Buffer.from(`${key}:x`).toString("base64")}`, accept };
  return fetch(simulator.url + path, {
    headers,
    redirect: "manual",
    ...(signal === undefined ? {} : { signal }),
  });
}

/** A page of the list, which must be one. `query` is written as it is wanted. */
export async function getPage(simulator: Simulator, query = "", key?: string): Promise<Page> {
  const response = await get(simulator, `/employees${query}`, key === undefined ? {} : { key });
  if (response.status !== 200)
    throw new Error(`The list answered ${response.status}: ${await response.text()}`);
  return Page.parse(await response.json());
}

/** All pages by their cursors, at most 50 of them. */
export async function walk(simulator: Simulator, query: string, key?: string): Promise<Page[]> {
  const pages: Page[] = [];
  let cursor: string | null = "";
  while (cursor !== null && pages.length < 50) {
    const after: string = cursor === "" ? "" : `&page[after]=${encodeURIComponent(cursor)}`;
    const page: Page = await getPage(simulator, `?${query}${after}`, key);
    pages.push(page);
    cursor = page.meta.page.nextCursor;
  }
  return pages;
}

/** The ids of all rows, in the order they came. */
export function idsOf(pages: readonly Page[]): unknown[] {
  return pages.flatMap((page) => page.data.map((row) => row["employeeId"]));
}

/** A call of one of the simulator's own routes. */
export async function steer(
  simulator: Simulator,
  method: string,
  route: string,
  body?: unknown,
): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(`${simulator.url}/_sim/${route}`, { method, ...(body === undefined ? {} : { body: text }) });
}
