import type { Command } from "commander";
import { action } from "../../context/action.ts";
import { positiveNumber } from "../../context/arguments.ts";
import type { Shell } from "../../context/shell.ts";
import { createIntegration } from "./create.ts";
import { deleteOne } from "./delete.ts";
import { listAll } from "./list.ts";
import { mapIntegration, mappingRule, oneMore } from "./mapping.ts";
import { policy } from "./policy.ts";
import { enableIntegration, pauseIntegration } from "./schedule.ts";
import { setIntegration } from "./set.ts";
import { showIntegration } from "./show.ts";
import { testIntegration } from "./test.ts";
import { traceIntegration } from "./trace.ts";

const ID = "number or name";
const SCHEDULE =
  "hourly, every N hours, daily at HH:MM, weekly on DAY at HH:MM, or a cron expression; in the organization's zone";

export function addIntegrations(program: Command, shell: Shell): void {
  const integrations = program.command("integrations").description("Connections to HR systems");
  integrations.command("list").description("the organization's integrations").action(action(shell, listAll));
  integrations
    .command("show")
    .description("one integration: its health and what to do, its next runs, what its last runs did")
    .argument("<id>", ID)
    .action(action(shell, showIntegration));
  integrations
    .command("create")
    .description("store a connection, switched off, its credentials sealed")
    .requiredOption("--connector <id>", "as `muster connectors list` shows it")
    .requiredOption("--name <name>", "unique in the organization")
    .requiredOption("--config <file>", "settings and credentials as JSON; - reads stdin")
    .option("--base-url <url>", "the vendor's address, in place of the connector's own")
    .option("--schedule <text>", SCHEDULE)
    .action(action(shell, createIntegration));
  integrations
    .command("test")
    .description("Test connection: what the credentials can do, as named checks")
    .argument("<id>", ID)
    .action(action(shell, testIntegration));
  integrations
    .command("set")
    .description("replace settings and credentials, accept what they no longer see, change the frequency")
    .argument("<id>", ID)
    .option("--config <file>", "settings and credentials as JSON; - reads stdin")
    .option("--accept-permissions", "the fields that the newest full read could not see are no loss")
    .option("--schedule <text>", SCHEDULE)
    .action(action(shell, setIntegration));
  integrations
    .command("enable")
    .description("switch the schedule on; the first run is queued at once")
    .argument("<id>", ID)
    .action(action(shell, enableIntegration));
  integrations
    .command("pause")
    .description("switch the schedule off; nothing is forgotten")
    .argument("<id>", ID)
    .action(action(shell, pauseIntegration));
  integrations
    .command("mapping")
    .description("which source fields fill which field, with sample values; or change it")
    .argument("<id>", ID)
    .option(
      "--set <target=field,…>",
      "the source fields that fill a field, the first with a value",
      mappingRule,
      {},
    )
    .option("--unset <target>", "a field that nothing fills any more", oneMore, [])
    .option("--file <file>", "the whole mapping as JSON: templates, tables, case, dates; - reads stdin")
    .option("--preview", "save nothing: show value in, each step, value out", false)
    .option("--person <who>", "preview: the id in the HR system, or the id or work e-mail of a member")
    .option("--sample <people>", "preview: so many of the first people; 5 unless told", positiveNumber)
    .action(action(shell, mapIntegration));
  integrations
    .command("trace")
    .description(
      "read one person now: source fields, mapping, employment, what a sync would do; stores nothing",
    )
    .argument("<id>", ID)
    .requiredOption("--person <who>", "the id in the HR system, or the id or work e-mail of a member")
    .action(action(shell, traceIntegration));
  integrations
    .command("delete")
    .description("end a connection; its people stay as they are, its history stays")
    .argument("<id>", ID)
    .option("--release", "its claims end: another source may claim its people")
    .option("--transfer-to <id>", "its claims move to an integration that reads the same ids")
    .option("--dry-run", "only tell what would end or move")
    .action(action(shell, deleteOne));
  integrations
    .command("policy")
    .description("the gate, who is in, what becomes of new members; change it, or announce leavers ahead")
    .argument("<id>", ID)
    .option("--set <name=value...>", "such as terminations.percent=5 or newMembers.role=mentee")
    .option("--unset <name...>", "back to the default")
    .option("--announce <leavers>", "so many people will leave", positiveNumber)
    .option("--until <day>", "the last day on which they may, YYYY-MM-DD")
    .option("--reason <text>", "kept with the announcement")
    .action(action(shell, policy));
}
