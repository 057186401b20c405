import { onTestFinished } from "vitest";
import { z } from "zod";
import { startSimulator, type Simulator, type SimulatorOptions } from "../start.ts";

const Link = z.object({ href: z.string() });
const Page = z.object({
  _data: z.array(z.record(z.string(), z.unknown())),
  _meta: z.object({ links: z.object({ self: Link, next: Link.nullish() }) }),
});

/** A page of a list, as it came. */
export type PersonioPage = z.infer<typeof Page>;

/** A simulated Personio that ends with the test. Its first day is 2026-05-01 unless told otherwise. */
export async function simulatePersonio(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator("personio", { today: "2026-05-01", employees: 120, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

interface ClientCall {
  secret?: string;
  basic?: boolean;
  /** In place of what stands in the form otherwise. */
  form?: Record<string, string>;
}

/** A call for a token with the client's secret in the form, or as HTTP Basic. */
export async function askForClientToken(
  simulator: Simulator,
  { secret = simulator.keys.full, basic = false, form = {} }: ClientCall = {},
): Promise<Response> {
  const { clientId } = z.object({ clientId: z.string() }).parse(simulator.authMethods["clientCredentials"]);
  const inForm = basic ? {} : { client_id: clientId, client_secret: secret };
  const headers = basic
    ? { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}` }
    : {};
  const body = new URLSearchParams({ grant_type: "client_credentials", ...inForm, ...form });
  return fetch(`${simulator.url}/v2/auth/token`, { method: "POST", headers, body });
}

/** A token, which must come. */
export async function clientToken(simulator: Simulator, secret?: string): Promise<string> {
  const response = await askForClientToken(simulator, secret === undefined ? {} : { secret });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}

/** GET of a path, or of a link, with a token of this secret. */
export async function askPersonio(simulator: Simulator, path: string, secret?: string): Promise<Response> {
  const headers = { authorization: `Bearer ${await clientToken(simulator, secret)}` };
  return fetch(new URL(path, simulator.url), { headers });
}

/** A page of a list, which must be one. */
export async function personioPage(
  simulator: Simulator,
  path: string,
  secret?: string,
): Promise<PersonioPage> {
  return Page.parse(await (await askPersonio(simulator, path, secret)).json());
}
