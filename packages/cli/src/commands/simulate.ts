import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlainDate } from "@muster/connector-sdk";
import { dayIn } from "@muster/roster";
import { faults, type Simulator, startSimulator, vendors } from "@muster/simulators";
import type { Command } from "commander";
import { action, type Context } from "../context/action.ts";
import { calendarDay, wholeNumber } from "../context/arguments.ts";
import { envWithoutDatabase } from "../context/open.ts";
import { type Shell, untilStopped } from "../context/shell.ts";

interface SimulateOptions {
  port?: number;
  employees?: number;
  seed?: number;
  today?: PlainDate;
  realLimits: boolean;
  auth?: string;
  variant?: string;
}

export function addSimulate(program: Command, shell: Shell): void {
  program
    .command("simulate")
    .description("serve a simulated vendor on this machine until SIGTERM or SIGINT")
    .argument("<vendor>", vendors.map((vendor) => vendor.id).join(", "))
    .option("--port <number>", "0 takes a free one (the default)", wholeNumber)
    .option("--employees <number>", "people in all, those who left included; 250 by default", wholeNumber)
    .option("--seed <number>", "the same seed gives the same company; 1 by default", wholeNumber)
    .option("--today <date>", "its first day; today in UTC by default", calendarDay)
    .option("--real-limits", "refuse calls above a rate that the vendor might have", false)
    .option("--variant <name>", "another way to read the same vendor, such as workday's report")
    .option("--auth <method>", "how the config file signs in, such as oauth; else as most customers do")
    .addHelpText("after", help)
    .action(action(shell, simulate));
}

/** The vendor, until a signal comes. Its config file holds a key: only this user can read it, and it goes with us. */
async function simulate(context: Context<SimulateOptions>, vendor: string): Promise<void> {
  const { port, employees, seed, realLimits, auth, variant } = context.options;
  const { now } = envWithoutDatabase(context);
  // With a business clock of one's own the company lives by it, too.
  const today = context.options.today ?? (now && dayIn("UTC", now));
  const stop = context.stopSignal();
  const simulator = await startSimulator(vendor, { port, employees, seed, today, realLimits, auth, variant });
  // Made with mode 0700.
  const folder = await mkdtemp(join(tmpdir(), "muster-simulate-"));
  try {
    const configFile = join(folder, `${vendor}.json`);
    await writeFile(configFile, `${JSON.stringify(simulator.config)}\n`, { mode: 0o600, flag: "wx" });
    announce(context, simulator, configFile);
    await untilStopped(stop);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await simulator.close();
  }
}

function announce({ output, options }: Context, { url, vendor, today }: Simulator, configFile: string): void {
  if (options.json) return output.json({ url, configFile });
  output.line(`${vendor} is simulated at ${url}; its today is ${today()}`);
  output.line(`Config FILE: ${configFile}`);
  output.line(`Let Muster reach it: MUSTER_ALLOW_HOSTS=${new URL(url).host}`);
}

function help(): string {
  const widest = Math.max(...faults.map((fault) => fault.name.length));
  const lines = faults.map(({ name, description }) => `  ${name.padEnd(widest)}  ${description}`);
  return `
Beside the vendor's own API, under its address:
  GET /_sim/company    the truth: one row for each record that a connector should yield
  GET /_sim/requests   the calls so far
  POST /_sim/advance   {"days":30}
  POST /_sim/edit      {"op":"hire|move|terminate|rehire|rename|erase","id"?,"set"?}
  POST /_sim/faults    {"rules":[{"operation":"list|byId|token|fields|changes","attempt"?,"page"?,"fault":NAME,"times"?}]}
                       or {"hidePeople":0.35,"seed":5}
  DELETE /_sim/faults

Faults by NAME:
${lines.join("\n")}`;
}
