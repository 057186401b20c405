import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, startSimulator } from "@muster/simulators";
import { onTestFinished } from "vitest";
import type { Environment } from "./muster.ts";

/** The first day of every simulated company. */
const TODAY = "2026-05-01";

/** A simulated vendor, and what a command needs to reach it. */
export interface TestVendor {
  simulator: Simulator;
  /** Options that name its address and its config file. */
  where: string[];
  configFile: string;
  /** Morning of its first day. */
  now: string;
  env: Environment;
}

/** A vendor that ends with the test. */
export async function startVendor(
  options: Parameters<typeof startSimulator>[1] = {},
  id = "bamboohr",
): Promise<TestVendor> {
  const simulator = await startSimulator(id, { today: TODAY, employees: 40, seed: 7, ...options });
  onTestFinished(() => simulator.close());
  const configFile = await temporaryFile("config.json", JSON.stringify(simulator.config));
  const now = `${TODAY}T09:00:00Z`;
  return {
    simulator,
    configFile,
    now,
    where: ["--config", configFile, "--base-url", simulator.url],
    env: { MUSTER_ALLOW_HOSTS: new URL(simulator.url).host, MUSTER_NOW: now },
  };
}

/** Options for the same vendor with another config. */
export async function withConfig(vendor: TestVendor, config: unknown): Promise<string[]> {
  const file = await temporaryFile(
    "config.json",
    typeof config === "string" ? config : JSON.stringify(config),
  );
  return ["--config", file, "--base-url", vendor.simulator.url];
}

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "muster-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function temporaryFile(name: string, content: string): Promise<string> {
  const file = join(await temporaryFolder(), name);
  await writeFile(file, content);
  return file;
}

export function newMasterKey(): string {
  return randomBytes(32).toString("base64");
}
