import { type Member, type MemberRecord, readMemberRecord } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { memberOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { describeChange } from "../../output/describe-change.ts";
import { renderTable } from "../../output/table.ts";
import { memberJson, personName } from "./member-view.ts";

interface ShowOptions {
  limit?: number;
}

const CHANGES = 50;

export async function showMember(context: Context<ShowOptions>, text: string): Promise<void> {
  const { options } = context;
  const { member, record } = await inOrganization(context, ({ store, org }) =>
    store.forOrganization(org.id, async (tx) => {
      const found = await memberOf(tx, text);
      return { member: found, record: await readMemberRecord(tx, found.id, options.limit ?? CHANGES) };
    }),
  );
  if (!record) throw new Error("a member vanished inside a transaction, though none is ever deleted");
  if (options.json) context.output.json(asJson(member, record));
  else print(context, member, record);
}

function asJson(member: Member, record: MemberRecord): object {
  const id = (number: number | null): string | null => (number === null ? null : String(number));
  return {
    ...memberJson(member),
    ...record,
    deactivations: record.deactivations.map((each) => ({
      ...each,
      integration: id(each.integration),
      run: id(each.run),
    })),
    declines: record.declines.map((each) => ({
      ...each,
      integration: id(each.integration),
      run: id(each.run),
    })),
    history: record.history.map((entry) => ({ ...entry, run: id(entry.run) })),
  };
}

function print({ output }: Context, member: Member, record: MemberRecord): void {
  const waits = record.waits.length > 0 ? `, waits for ${record.waits.join(", ")}` : "";
  output.line(
    renderTable(
      ["field", "value"],
      [
        ["id", member.id],
        ["name", record.displayName ?? personName(member)],
        ["status", `${member.status}${waits}`],
        ["protected", record.protection && `by ${record.protection.actor}`],
        ["role", member.role],
        ["work e-mail", member.workEmail],
        ["employee number", record.orgMemberId],
        ["department", member.department],
        ["job title", member.jobTitle],
        ["seniority", record.seniority],
        ["location", record.location],
        ["manager (external id)", record.managerExternalId],
        ["start date", record.startDate],
        ["end date", record.endDate],
        ...Object.entries(record.attributes).map(([name, value]) => [`attributes.${name}`, value]),
      ],
    ),
  );
  output.line(
    renderTable(
      ["integration", "external id", "claim"],
      member.identities.map(({ integration, externalId, claim }) => [integration, externalId, claim]),
    ),
  );
  if (record.deactivations.length > 0) output.line(deactivations(record));
  if (record.overrides.length > 0) output.line(overrides(record));
  if (record.pins.length > 0) output.line(pins(record));
  if (record.declines.length > 0) output.line(declines(record));
  output.line(
    renderTable(
      ["at", "by", "run", "action", "what changed", "reason"],
      record.history.map((entry) => [
        entry.at,
        entry.actor,
        entry.run,
        entry.action,
        describeChange(entry),
        entry.reason,
      ]),
    ),
  );
}

function deactivations(record: MemberRecord): string {
  return renderTable(
    ["deactivated", "cause", "door", "run", "approved by", "ended"],
    record.deactivations.map(({ openedAt, cause, door, run, approvedBy, closedAt }) => [
      openedAt,
      cause,
      door,
      run,
      approvedBy,
      closedAt,
    ]),
  );
}

function overrides(record: MemberRecord): string {
  return renderTable(
    ["kept against the source", "until", "by", "reason", "ended"],
    record.overrides.map(({ createdAt, until, actor, reason, endedAt }) => [
      createdAt,
      until,
      actor,
      reason,
      endedAt,
    ]),
  );
}

function pins(record: MemberRecord): string {
  return renderTable(
    ["pinned field", "since", "by"],
    record.pins.map(({ field, createdAt, actor }) => [field, createdAt, actor]),
  );
}

function declines(record: MemberRecord): string {
  return renderTable(
    ["not done again", "source says", "external id", "undone run", "since", "by"],
    record.declines.map(({ what, value, externalId, run, createdAt, actor }) => [
      what,
      value,
      externalId,
      run,
      createdAt,
      actor,
    ]),
  );
}
