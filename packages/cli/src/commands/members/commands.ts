import { Argument, Option, type Command } from "commander";
import { action } from "../../context/action.ts";
import { positiveNumber } from "../../context/arguments.ts";
import type { Shell } from "../../context/shell.ts";
import { listAll } from "./list.ts";
import { setRole } from "./role.ts";
import { showMember } from "./show.ts";
import { whyMember } from "./why.ts";

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
    .description("one member: claims, deactivations, history")
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
    .description("give a member a role; who waited for nothing else becomes active")
    .argument("<member>", WHO)
    .addArgument(new Argument("<role>").choices(["none", "mentor", "mentee", "both"]))
    .action(action(shell, setRole));
}
