import { foldKey } from "@muster/roster";
import { approveHolds, type Hold, listHolds } from "@muster/store";
import { assure } from "../assure.ts";
import { ADMIN, inOrganization, type Story } from "../story.ts";
import { everybody } from "./members.ts";
import type { Mentoring } from "./product.ts";
import type { HeldRun } from "./vanish.ts";

/** Two of those who are held did leave: an admin says so of each by name. */
export async function approveTwo(
  story: Story,
  { run, holds }: HeldRun,
  mentoring: Mentoring,
): Promise<Hold[]> {
  const { world, out } = story;
  const chosen = twoWithMatches(holds, mentoring);
  const before = await deactivatedIds(story);
  const act = { orgId: world.organization.id, actor: ADMIN, now: world.muster.clock.now() };
  const people = chosen.map(({ workEmail }) => ({
    text: workEmail ?? "",
    emailKey: foldKey(workEmail ?? ""),
  }));
  const approved = await inOrganization(story, (tx) =>
    approveHolds(tx, act, { runId: run.id, selection: { people }, reason: "left, says their manager" }),
  );
  const open = await inOrganization(story, (tx) => listHolds(tx, run.id));
  const added = new Set([...(await deactivatedIds(story))].filter((id) => !before.has(id)));
  const isAdded = ({ memberId }: Hold): boolean => memberId !== null && added.has(memberId);
  out.heading("An admin approves two of them by name; the others stay held");
  out.table(
    ["approved", "work e-mail", "now"],
    approved.map((hold) => [
      hold.displayName ?? "",
      hold.workEmail ?? "",
      isAdded(hold) ? "deactivated, match flagged for review" : "not deactivated",
    ]),
  );
  out.say(
    `Still held: ${open.length} people, who stay what they were until HR shows them again or somebody decides.`,
  );
  assure(
    added.size === chosen.length && chosen.every(isAdded),
    "the two who were approved are deactivated, and nobody else",
  );
  assure(open.length === holds.length - chosen.length, "everybody else stays held");
  return approved;
}

/** The first two who have matches, and not with one another. */
function twoWithMatches(holds: readonly Hold[], { matchOf }: Mentoring): Hold[] {
  const matches = new Map<number, Hold>();
  for (const hold of holds) {
    const match = hold.memberId === null ? undefined : matchOf.get(hold.memberId);
    if (match !== undefined && !matches.has(match)) matches.set(match, hold);
  }
  const chosen = [...matches.values()].slice(0, 2);
  assure(chosen.length === 2, "at least two of those who are held have a match");
  return chosen;
}

async function deactivatedIds(story: Story): Promise<Set<number>> {
  const members = await everybody(story);
  return new Set(members.filter(({ status }) => status === "deactivated").map(({ id }) => id));
}
