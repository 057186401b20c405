import { testConnection } from "@muster/sync";
import type { Context } from "../../context/action.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import type { ExitCode } from "../../errors/exit-codes.ts";
import { printChecks } from "../../output/checks.ts";

export async function testIntegration(context: Context, id: string): Promise<ExitCode> {
  const signal = context.stopSignal();
  const checks = await inOrganization(context, async (session) =>
    testConnection(session.engine, await integrationOf(session, id), signal),
  );
  return printChecks(context, checks);
}
