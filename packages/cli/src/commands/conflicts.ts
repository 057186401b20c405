import { type Conflict, decideConflicts, listConflicts } from "@muster/store";
import { syncNow } from "@muster/sync";
import { type Command, Option } from "commander";
import { action, type Context } from "../context/action.ts";
import { positiveNumber } from "../context/arguments.ts";
import { confirm } from "../context/confirm.ts";
import { integrationOf } from "../context/find.ts";
import { inOrganization, type Session } from "../context/open.ts";
import type { Shell } from "../context/shell.ts";
import { usageError } from "../errors/command-error.ts";
import { EXIT, type ExitCode } from "../errors/exit-codes.ts";
import { renderTable } from "../output/table.ts";

interface ListOptions {
  all: boolean;
}

interface ResolveOptions {
  integration?: string;
  all: boolean;
  same?: boolean;
  different?: boolean;
  ignore?: boolean;
  reason?: string;
}

export function addConflicts(program: Command, shell: Shell): void {
  const conflicts = program.command("conflicts").description("Questions who somebody is");
  conflicts
    .command("list")
    .description("records that may be somebody else's, and whose")
    .option("--all", "also those that were decided or need no answer any more", false)
    .action(action(shell, list));
  conflicts
    .command("resolve")
    .description("say who it is; the next sync goes by it")
    .argument("[conflicts...]", "numbers that the list shows", numbers)
    .addOption(new Option("--same", "both are one person").conflicts(["different", "ignore"]))
    .addOption(
      new Option("--different", "two people; a leaver's address is released").conflicts(["same", "ignore"]),
    )
    .addOption(new Option("--ignore", "leave all as it is").conflicts(["same", "different"]))
    .option("--all", "all that wait, of one integration", false)
    .option("--integration <integration>", "number or name, with --all")
    .option("--reason <text>", "why, for whoever looks later")
    .action(action(shell, resolve));
}

function numbers(text: string, before: number[] = []): number[] {
  return [...before, positiveNumber(text)];
}

async function list(context: Context<ListOptions>): Promise<void> {
  const { output, options } = context;
  const { all } = options;
  const found = await inOrganization(context, ({ store, org }) =>
    store.forOrganization(org.id, (tx) => listConflicts(tx, { all })),
  );
  if (options.json) return found.forEach((conflict) => output.json(toJson(conflict)));
  output.line(table(found, all));
  if (found.some(({ state }) => state === "open")) {
    output.note("`muster conflicts resolve NUMBER --same|--different|--ignore` says who it is.");
  }
}

function toJson(conflict: Conflict): Record<string, unknown> {
  const { id, integration, member, recordMember, run, lastRun, ...rest } = conflict;
  return {
    id: String(id),
    ...rest,
    integration: String(integration.id),
    member: member && { ...member, id: String(member.id) },
    recordMember: recordMember === null ? null : String(recordMember),
    run: String(run),
    lastRun: String(lastRun),
  };
}

const KINDS: Readonly<Record<Conflict["kind"], string>> = {
  emailTaken: "wants the work e-mail of",
  looksAlike: "may be",
  idReused: "was, and is no longer like,",
  erasedEmail: "has the work e-mail of",
};

function table(conflicts: readonly Conflict[], all: boolean): string {
  const head = ["conflict", "record", "name", "work e-mail", "asks", "member", "is", "since"];
  const rows = conflicts.map((conflict) => {
    const { id, integration, externalId, record, kind, member, createdAt } = conflict;
    const unknown = kind === "erasedEmail" ? "somebody who was erased" : "another record";
    const other = member ? `${member.id} ${member.name ?? member.workEmail ?? ""}` : unknown;
    const row = [
      id,
      `${externalId} of ${integration.name}`,
      record.name,
      record.workEmail,
      KINDS[kind],
      other,
      member?.status ?? null,
      createdAt,
    ];
    return all ? [...row, becameOf(conflict)] : row;
  });
  return renderTable(all ? [...head, "became of it"] : head, rows);
}

function becameOf({ state, decision, decidedBy }: Conflict): string {
  if (state === "open") return "waits";
  return state === "withdrawn" ? "needs no answer" : `${decision ?? ""}, by ${decidedBy ?? "somebody"}`;
}

/** Answers questions, and queues the runs that go by the answers. */
async function resolve(context: Context<ResolveOptions>, ids: readonly number[]): Promise<ExitCode> {
  const { output, options } = context;
  const decision = decisionOf(options);
  const { decided, queued, first } = await inOrganization(context, async (session) => {
    const { store, org, act, engine } = session;
    const chosen = await choose(context, session, ids);
    const answered = await store.forOrganization(org.id, (tx) =>
      decideConflicts(tx, engine.keyring, act(), { ids: chosen, decision, reason: options.reason ?? null }),
    );
    const awaitsSecond = answered.some(({ firstBy }) => firstBy !== null);
    return {
      decided: answered,
      queued: awaitsSecond ? [] : await followUps(session, answered),
      first: awaitsSecond,
    };
  });
  if (options.json) {
    const became = first ? { decision: "awaitsSecond" } : { state: "decided", decision };
    for (const conflict of decided) output.json({ ...toJson(conflict), ...became });
    return first ? EXIT.held : EXIT.ok;
  }
  if (first) {
    output.line(
      `Nothing was decided yet: a second admin must give the same answer to all ${decided.length}.`,
    );
    return EXIT.held;
  }
  output.line(`${decided.length} decided: ${decision}.`);
  for (const run of queued) output.note(`Run ${run} goes by it, as soon as a worker takes it.`);
  return EXIT.ok;
}

function decisionOf({ same, different, ignore }: ResolveOptions): "same" | "different" | "ignore" {
  if (same) return "same";
  if (different) return "different";
  if (ignore) return "ignore";
  throw usageError("Who it is is missing.", {
    code: "noDecision",
    fix: "Give --same for one person, --different for two, or --ignore to leave all as it is.",
  });
}

async function choose(
  context: Context<ResolveOptions>,
  session: Session,
  ids: readonly number[],
): Promise<readonly number[]> {
  const { all, integration } = context.options;
  if (all !== (integration !== undefined) || all === ids.length > 0) {
    throw usageError("Which conflicts are meant is missing, or said twice.", {
      code: "noConflicts",
      fix: "Give the numbers that `muster conflicts list` shows, or --all with --integration.",
    });
  }
  if (integration === undefined) return ids;
  const { id } = await integrationOf(session, integration);
  const open = await session.store.forOrganization(session.org.id, (tx) =>
    listConflicts(tx, { integrationId: id }),
  );
  if (open.length > 0)
    await confirm(context, `Decide all ${open.length} conflicts of "${integration}" alike?`);
  return open.map((conflict) => conflict.id);
}

async function followUps(session: Session, decided: readonly Conflict[]): Promise<number[]> {
  const sources = [...new Set(decided.map(({ integration }) => integration.id))];
  const runs: number[] = [];
  for (const source of sources) {
    const integration = await integrationOf(session, String(source));
    const { actor } = session.act();
    const request = { mode: "full", dryRun: false, actor, forWorker: true } as const;
    runs.push((await syncNow(session.engine, integration, request)).id);
  }
  return runs;
}
