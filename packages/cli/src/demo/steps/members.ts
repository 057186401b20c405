import { listMembers, type Member } from "@muster/store";
import type { Printer } from "../print.ts";
import { inOrganization, type Story } from "../story.ts";

const MOST_MEMBERS = 1_000;

const MEANINGS: Readonly<Record<Member["status"], string>> = {
  staged: "known, waits for a role; cannot log in",
  invited: "invited, not yet in",
  active: "can log in",
  deactivated: "left; data, matches, meetings and goals kept",
};

export function memberTable(out: Printer, counts: Readonly<Record<Member["status"], number>>): void {
  out.table(
    ["members", "people", "meaning"],
    (["staged", "invited", "active", "deactivated"] as const).map((status) => [
      status,
      counts[status],
      MEANINGS[status],
    ]),
  );
}

export async function everybody(story: Pick<Story, "world">): Promise<Member[]> {
  return inOrganization(story, (tx) => listMembers(tx, { afterId: 0, limit: MOST_MEMBERS }));
}

/** Members by the id that the integration's source gives them. */
export async function membersBySource(
  story: Pick<Story, "world" | "integration">,
): Promise<ReadonlyMap<string, Member>> {
  const members = await everybody(story);
  return new Map(
    members.flatMap((member) =>
      member.identities
        .filter(({ integration }) => integration === story.integration.id)
        .map(({ externalId }): [string, Member] => [externalId, member]),
    ),
  );
}
