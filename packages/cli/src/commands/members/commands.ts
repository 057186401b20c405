import { MAPPING_TARGETS } from "@muster/connector-sdk";
import { Argument, Option, type Command } from "commander";
import { action } from "../../context/action.ts";
import { calendarDay, positiveNumber } from "../../context/arguments.ts";
import type { Shell } from "../../context/shell.ts";
import { erase } from "./erase.ts";
import { invite } from "./invite.ts";
import { listAll } from "./list.ts";
import { DECLINED, pin, unpin } from "./pins.ts";
import { protect, unprotect } from "./protect.ts";
import { setRole } from "./role.ts";
import { seats } from "./seats.ts";
import { showMember } from "./show.ts";
import { unlink } from "./unlink.ts";
import { whyMember } from "./why.ts";
import { deactivate, reactivate } from "./status.ts";

const WHO = "id or work e-mail";

export function addMembers(program: Command, shell: Shell): void {
  const members = program.command("members").description("The organization's people");
  members
    .command("list")
    .description("members in the order of their ids")
    .addOption(new Option("--status <status>").choices(["staged", "invited", "active", "deactivated"]))
    .action(action(shell, listAll));
  members
    .command("show")
    .description("one member: claims, deactivations, overrides, pins, what an undo keeps, history")
    .argument("<member>", WHO)
    .option("--limit <number>", "changes to show; 50 by default", positiveNumber)
    .action(action(shell, showMember));
  members
    .command("why")
    .description("why somebody is what they are, to be read out: a member, or a record that is none")
    .argument("<who>", "id, work e-mail or external id")
    .action(action(shell, whyMember));
  members
    .command("role")
    .description("give a member a role; who waited for nothing else becomes active, or what the policy says")
    .argument("<member>", WHO)
    .addArgument(new Argument("<role>").choices(["none", "mentor", "mentee", "both"]))
    .action(action(shell, setRole));
  members
    .command("invite")
    .description("invite a member whom the policy leaves staged; who has no role yet needs one first")
    .argument("<member>", WHO)
    .action(action(shell, invite));
  members
    .command("seats")
    .description("how many members may be invited or active, and who waits for a seat; or set it")
    .argument("[number]", "that many, or none: they are not counted")
    .action(action(shell, seats));
  addStatus(members, shell);
  addProtection(members, shell);
  addPins(members, shell);
  addEndings(members, shell);
}

function addStatus(members: Command, shell: Shell): void {
  members
    .command("deactivate")
    .description("take a member out; it holds whatever the HR system says, until somebody reactivates them")
    .argument("<member>", WHO)
    .requiredOption("--reason <text>", "kept with the change")
    .action(action(shell, deactivate));
  members
    .command("reactivate")
    .description("bring a member back; they stay though their source says that they left")
    .argument("<member>", WHO)
    .option("--until <day>", "last day of that; without it, until the source employs them again", calendarDay)
    .requiredOption("--reason <text>", "kept with the change")
    .action(action(shell, reactivate));
}

function addProtection(members: Command, shell: Shell): void {
  members
    .command("protect")
    .description("let no sync take a member out: it asks, and only an approval by name counts")
    .argument("<member>", WHO)
    .option("--reason <text>", "kept with the protection")
    .action(action(shell, protect));
  members
    .command("unprotect")
    .description("let syncs judge a member like anybody else again")
    .argument("<member>", WHO)
    .action(action(shell, unprotect));
}

function addEndings(members: Command, shell: Shell): void {
  members
    .command("unlink")
    .description("take a source record off a member; no sync ever gives it back to them")
    .argument("<member>", WHO)
    .requiredOption("--record <integration:id>", "the record, such as hr:4711")
    .action(action(shell, unlink));
  members
    .command("erase")
    .description("remove a person's data everywhere, for good; no later sync brings them back")
    .argument("[member]", WHO)
    .option("--reason <text>", "kept with the act; should name nobody")
    .option(
      "--lift <who>",
      "let them come back: INTEGRATION:EXTERNALID, or a work e-mail others may use again",
    )
    .action(action(shell, erase));
}

function addPins(members: Command, shell: Shell): void {
  const field = (): Argument => new Argument("<field>").choices(MAPPING_TARGETS);
  members
    .command("pin")
    .description("keep a field of a member from every sync, with the value it has or another one")
    .argument("<member>", WHO)
    .addArgument(field())
    .argument("[value]", 'what it is to hold; "" for nothing')
    .action(action(shell, pin));
  members
    .command("unpin")
    .description("give a field back to the source, pinned or kept by an undo: the next full sync brings it")
    .argument("<member>", WHO)
    .addArgument(new Argument("<field>").choices([...MAPPING_TARGETS, ...DECLINED]))
    .action(action(shell, unpin));
}
