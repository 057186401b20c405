import type { RunChange } from "@muster/store";
import { describeChange } from "../../output/describe-change.ts";
import type { Cell } from "../../output/table.ts";

export const changeHead = ["action", "member", "external id", "person", "what changes", "reason"];

export function changeRow(change: RunChange): Cell[] {
  const { action, memberId, externalId, displayName, workEmail, reason } = change;
  return [action, memberId, externalId, displayName ?? workEmail, describeChange(change), reason];
}

/** A change as JSON: ids are text, like in every answer. */
export function changeJson(change: RunChange): object {
  const { action, memberId, externalId, displayName, workEmail, reason, before, after } = change;
  const member = memberId === null ? null : String(memberId);
  return { action, member, externalId, displayName, workEmail, reason, before, after };
}
