import { onTestFinished } from "vitest";
import { z } from "zod";
import { startSimulator, type Simulator, type SimulatorOptions } from "../start.ts";

const Page = z.object({
  results: z.array(z.record(z.string(), z.unknown())),
  next_link: z.string().nullish(),
  __meta: z.object({ redacted_fields: z.array(z.object({ name: z.string(), reason: z.string() })) }),
});

/** A page of the workers, as it came. */
export type WorkersPage = z.infer<typeof Page>;

/** A simulated Rippling that ends with the test. Its first day is 2026-05-01 unless told otherwise. */
export async function simulateRippling(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator("rippling", { today: "2026-05-01", employees: 120, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** GET of `path`, or of a whole address, without following redirects. */
export async function ask(
  simulator: Simulator,
  path: string,
  token: string = simulator.keys.full,
): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  return fetch(new URL(path, simulator.url), { headers, redirect: "manual" });
}

/** A page of the workers, which must be one. */
export async function workers(simulator: Simulator, query = "", token?: string): Promise<WorkersPage> {
  const response = await ask(simulator, `/workers/${query}`, token);
  if (response.status !== 200) throw new Error(`It answered ${response.status}: ${await response.text()}`);
  return Page.parse(await response.json());
}

/** All pages by their links, at most 50 of them. */
export async function walkWorkers(simulator: Simulator, query: string): Promise<WorkersPage[]> {
  const pages: WorkersPage[] = [];
  let next: string | null | undefined = query;
  while (next && pages.length < 50) {
    const page: WorkersPage = await workers(simulator, new URL(next, `${simulator.url}/workers/`).search);
    pages.push(page);
    next = page.next_link;
  }
  return pages;
}

export function columnOf(pages: readonly WorkersPage[], name: string): unknown[] {
  return pages.flatMap((page) => page.results.map((row) => row[name]));
}
