import { cancel } from "@muster/sync";
import type { Context } from "../../context/action.ts";
import { runNumber, unknownRun } from "../../context/arguments.ts";
import { inOrganization } from "../../context/open.ts";
import { CommandError } from "../../errors/command-error.ts";
import { EXIT } from "../../errors/exit-codes.ts";

export async function cancelRun(context: Context, text: string): Promise<void> {
  const { output, options } = context;
  const runId = runNumber(text);
  const result = await inOrganization(context, ({ engine, org, actor }) =>
    cancel(engine, { orgId: org.id, runId, actor }),
  );
  if (result === "unknown") throw unknownRun(text);
  if (result === "ended") {
    throw new CommandError(`Run ${runId} had ended already.`, {
      code: "runEnded",
      fix: `Nothing to do; \`muster runs show ${runId}\` tells how it ended.`,
      exit: EXIT.failed,
    });
  }
  if (options.json) output.json({ run: String(runId), state: "cancelled" });
  else output.line(`Run ${runId} is cancelled.`);
}
