import type { Command } from "commander";
import { action } from "../../context/action.ts";
import { positiveNumber } from "../../context/arguments.ts";
import type { Shell } from "../../context/shell.ts";
import { showCalendar } from "./calendar.ts";
import { cancelRun } from "./cancel.ts";
import { approve, reject } from "./decide.ts";
import { listAll } from "./list.ts";
import { showRun } from "./show.ts";
import { undo } from "./undo.ts";
import { snooze } from "./snooze.ts";

export function addRuns(program: Command, shell: Shell): void {
  const runs = program.command("runs").description("What syncs did, and what waits for a decision");
  runs
    .command("list")
    .description("the newest runs first")
    .option("--integration <id>", "number or name")
    .option("--limit <number>", "how many; 20 by default", positiveNumber)
    .action(action(shell, listAll));
  runs
    .command("show")
    .description("one run: how it ended and why, whom it holds, what it changed")
    .argument("<run>")
    .option("--limit <number>", "changes to show; 50 by default", positiveNumber)
    .action(action(shell, showRun));
  for (const [name, what, work] of [
    ["approve", "let what a run holds through: leavers, joiners, fields, with --all a whole plan", approve],
    ["reject", "keep held people; it stands until they are seen employed again", reject],
  ] as const) {
    runs
      .command(name)
      .description(what)
      .argument("<run>")
      .option("--person <who...>", "id or work e-mail, as `muster runs show` lists them")
      .option("--field <field...>", "fields that the run keeps at their last values")
      .option("--all", "everybody and everything that the run holds", false)
      .option("--reason <text>", "kept with the decision")
      .action(action(shell, work));
  }
  runs
    .command("snooze")
    .description("no notices about what a run holds until a day; it waits on")
    .argument("<run>")
    .option("--person <who...>", "id or work e-mail, as `muster runs show` lists them")
    .option("--all", "everybody and everything that the run holds", false)
    .option("--until <day>", "YYYY-MM-DD, when notices begin again")
    .option("--reason <text>", "why nobody has to decide before")
    .action(action(shell, snooze));
  runs
    .command("calendar")
    .description("who starts and who has their last day within the next 14 days")
    .option("--integration <id>", "number or name")
    .action(action(shell, showCalendar));
  runs
    .command("cancel")
    .description("end a run that is queued or under way; nothing that it had begun is kept")
    .argument("<run>")
    .action(action(shell, cancelRun));
  runs
    .command("undo")
    .description("take back what a run did and what was approved of its holds; no sync does it again unasked")
    .argument("<run>")
    .option("--dry-run", "say what would be taken back, and do nothing", false)
    .option("--reason <text>", "kept with the changes")
    .action(action(shell, undo));
}
