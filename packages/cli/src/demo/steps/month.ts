import { countMembers, listFlaggedMatches } from "@muster/store";
import { syncNow } from "@muster/sync";
import { assure } from "../assure.ts";
import { follow } from "../follow.ts";
import { ADMIN, inOrganization, type Story } from "../story.ts";
import { passDays } from "../world.ts";
import { compare, nameOf } from "../news.ts";
import { membersBySource, memberTable } from "./members.ts";

export async function aMonthPasses(story: Story): Promise<void> {
  const { world, integration, out, signal } = story;
  const { simulator, muster } = world;
  const before = simulator.company();
  const from = simulator.today();
  await passDays(world, integration.id, 30);
  const { joined, left, moved } = compare(before, simulator.company());
  const { id } = await syncNow(muster.engine, integration, {
    mode: "full",
    dryRun: false,
    actor: ADMIN,
    forWorker: true,
  });
  const run = await follow(world, id, signal);
  const { create = 0, update = 0, deactivate = 0, unchanged = 0, skip = 0 } = run.counts ?? {};
  out.heading(`30 days pass (${from} to ${simulator.today()}), then the second sync`);
  out.table(
    ["in the HR system", "people", "what the sync did", "members"],
    [
      ["joined", joined.length, "created", create],
      ["moved to another team or title", moved.length, "updated", update],
      ["left", left.length, "deactivated", deactivate],
      [
        "as before",
        before.length - left.length - moved.length,
        "nothing written, or left out as before",
        unchanged + skip,
      ],
    ],
  );
  const flagged = await inOrganization(story, (tx) => listFlaggedMatches(tx));
  const members = await membersBySource(story);
  out.say("Who left:");
  out.table(
    ["name", "department", "last day", "member", "match"],
    left.map((row) => {
      const member = members.get(row.id);
      const match = flagged.some(({ leaverId }) => leaverId === member?.id)
        ? "flagged for review"
        : "had none";
      return [nameOf(row), row.department ?? "", row.endDate ?? "", member?.status ?? "none", match];
    }),
  );
  memberTable(out, await inOrganization(story, countMembers));
  assure(
    joined.length === 8 && left.length === 5 && moved.length === 12,
    "a month brings 8 joiners, 5 leavers and 12 movers",
  );
  assure(run.state === "succeeded", "nothing of an ordinary month is held");
  assure(
    create === 8 && update === 12 && deactivate === 5,
    "the sync did the same to members as HR did to people",
  );
  assure(
    left.every((row) => members.get(row.id)?.status === "deactivated"),
    "whoever left is deactivated",
  );
  assure(flagged.length > 0, "some of the leavers had a match, and it is flagged");
}
