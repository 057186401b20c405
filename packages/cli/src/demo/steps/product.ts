import { countMentoring, giveRole, startMatches } from "@muster/store";
import { assure } from "../assure.ts";
import { everybody } from "./members.ts";
import { ADMIN, inOrganization, type Story } from "../story.ts";

export const MEETINGS_EACH = 4;
export const GOALS_EACH = 2;

export interface Mentoring {
  /** Which match a member is in. */
  matchOf: ReadonlyMap<number, number>;
  totals: { matches: number; meetings: number; goals: number };
}

/** What the product and its admin do in the meantime: roles, and mentors who meet with mentees. */
export async function startMentoring(story: Story): Promise<Mentoring> {
  const { world, out } = story;
  const { simulator, muster, organization } = world;
  const atWork = new Set(
    simulator
      .company()
      .filter((row) => row.employment === "active")
      .map((row) => row.id),
  );
  const people = (await everybody(story)).filter(({ identities }) =>
    identities.some(({ externalId }) => atWork.has(externalId)),
  );
  // Two of three take part, in the order in which they became members.
  const mentors = people.filter((_, place) => place % 3 === 0).map(({ id }) => id);
  const mentees = people.filter((_, place) => place % 3 === 1).map(({ id }) => id);
  const pairs = mentees.flatMap((menteeId, place) => {
    const mentorId = mentors[place];
    return mentorId === undefined ? [] : [{ mentorId, menteeId }];
  });
  const act = { orgId: organization.id, actor: ADMIN, now: muster.clock.now() };
  await inOrganization(story, (tx) => giveRole(tx, act, { memberIds: mentors, role: "mentor" }));
  await inOrganization(story, (tx) => giveRole(tx, act, { memberIds: mentees, role: "mentee" }));
  const totals = await inOrganization(story, async (tx) => {
    await startMatches(tx, {
      orgId: organization.id,
      pairs,
      startedOn: simulator.today(),
      meetingsEach: MEETINGS_EACH,
      goalsEach: GOALS_EACH,
    });
    return countMentoring(tx);
  });
  out.heading("The product begins: an admin gives roles, mentors and mentees are matched");
  out.table(
    ["mentors", "mentees", "matches", "meetings", "goals"],
    [[mentors.length, mentees.length, totals.matches, totals.meetings, totals.goals]],
  );
  assure(totals.matches === pairs.length && totals.matches > 0, "every pair is a match");
  return {
    matchOf: new Map([...mentors.entries(), ...mentees.entries()].map(([match, id]) => [id, match])),
    totals,
  };
}
