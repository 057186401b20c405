import { onTestFinished } from "vitest";
import { startSimulator, type Simulator, type SimulatorOptions } from "../start.ts";

/** A simulated HiBob that ends with the test. Its first day is 2026-05-01 unless told otherwise. */
export async function simulateHibob(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator("hibob", { today: "2026-05-01", employees: 250, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

/** A call as the service user with `token`, by default the one that may do everything. */
export async function call(
  simulator: Simulator,
  method: string,
  path: string,
  { body, token = simulator.keys.full }: { body?: unknown; token?: string } = {},
): Promise<Response> {
  const authorization = `Basic ${Buffer.from(`SERVICE-12345:${token}`).toString("base64")}`;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return fetch(simulator.url + path, {
    method,
    headers: { authorization },
    ...(body === undefined ? {} : { body: text }),
  });
}
