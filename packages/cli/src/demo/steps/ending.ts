import { countMembers, countMentoring, type Hold, listFlaggedMatches } from "@muster/store";
import { assure } from "../assure.ts";
import { inOrganization, type Story } from "../story.ts";
import { memberTable } from "./members.ts";
import { GOALS_EACH, MEETINGS_EACH, type Mentoring } from "./product.ts";

/** Where everybody stands, and that nothing of the leavers' work is gone. */
export async function showEnding(
  story: Story,
  approved: readonly Hold[],
  mentoring: Mentoring,
): Promise<void> {
  const { out } = story;
  const { members, flagged, totals } = await inOrganization(story, async (tx) => ({
    members: await countMembers(tx),
    flagged: await listFlaggedMatches(tx),
    totals: await countMentoring(tx),
  }));
  out.heading("At the end: members by status");
  memberTable(out, members);
  out.heading("Matches flagged for an admin, because one of the two left");
  out.table(
    ["mentor", "mentee", "who left", "meetings", "goals"],
    flagged.map(({ mentor, mentee, leaver, meetings, goals }) => [mentor, mentee, leaver, meetings, goals]),
  );
  out.heading("Nothing of it is lost");
  out.table(
    ["", "matches", "meetings", "goals"],
    [
      ["when the matches began", ...numbers(mentoring.totals)],
      ["now", ...numbers(totals)],
    ],
  );
  assure(
    members.deactivated === 5 + approved.length,
    "the leavers and the approved are deactivated, and nobody else",
  );
  assure(
    approved.every(({ memberId }) => flagged.some(({ leaverId }) => leaverId === memberId)),
    "the matches of those who were approved are flagged",
  );
  assure(
    flagged.every(({ meetings, goals }) => meetings === MEETINGS_EACH && goals === GOALS_EACH),
    "every flagged match has its meetings and goals",
  );
  assure(
    String(numbers(totals)) === String(numbers(mentoring.totals)),
    "all matches, meetings and goals are there",
  );
}

function numbers({ matches, meetings, goals }: Mentoring["totals"]): number[] {
  return [matches, meetings, goals];
}
