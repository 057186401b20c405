import type { Context } from "../../context/action.ts";
import type { ExitCode } from "../../errors/exit-codes.ts";
import { printChecks } from "../../output/checks.ts";
import { connectorOf } from "./installed.ts";
import { openFile } from "./open-file.ts";

interface TestOptions {
  config: string;
  baseUrl?: string;
}

export async function testConnector(context: Context<TestOptions>, id: string): Promise<ExitCode> {
  const { open, today } = await openFile(connectorOf(id), context, context.options);
  try {
    return printChecks(context, await open.verify({ asOf: today, signal: context.stopSignal() }));
  } finally {
    open.close();
  }
}
