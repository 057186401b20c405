import { countMembers, type Hold, listHolds, type RunRecord } from "@muster/store";
import { syncNow } from "@muster/sync";
import { assure } from "../assure.ts";
import { VANISHED } from "../company.ts";
import { follow } from "../follow.ts";
import { compare, type News } from "../news.ts";
import { ADMIN, inOrganization, type Story } from "../story.ts";
import { passDays } from "../world.ts";
import type { Mentoring } from "./product.ts";

const SHOWN = 5;

export interface HeldRun {
  run: RunRecord;
  holds: Hold[];
}

/** The HR system's answers lack 60 people who work there, and all else in them is right. */
export async function peopleVanish(story: Story, mentoring: Mentoring): Promise<HeldRun> {
  const { world, integration, out, signal } = story;
  const { simulator, muster } = world;
  const active = (await inOrganization(story, countMembers)).active;
  const before = simulator.company();
  await passDays(world, integration.id, 1);
  simulator.edit({ op: "hire" });
  simulator.edit({ op: "move" });
  simulator.setFaults(VANISHED.faults);
  const news = compare(before, simulator.company());
  const { id } = await syncNow(muster.engine, integration, {
    mode: "full",
    dryRun: false,
    actor: ADMIN,
    forWorker: true,
  });
  const run = await follow(world, id, signal);
  const holds = await inOrganization(story, (tx) => listHolds(tx, run.id));
  tell(story, { run, holds }, news);
  out.table(
    [`${SHOWN} of the ${holds.length}`, "work e-mail", "match"],
    holds
      .slice(0, SHOWN)
      .map((hold) => [
        hold.displayName ?? "",
        hold.workEmail ?? "",
        hold.memberId !== null && mentoring.matchOf.has(hold.memberId) ? "has one, untouched" : "has none",
      ]),
  );
  checkNews(run, news);
  checkHolds(story, { run, holds });
  assure((await inOrganization(story, countMembers)).active === active, "whoever could log in still can");
  return { run, holds };
}

function tell({ out, world }: Story, { run, holds }: HeldRun, { joined, moved, leaving }: News): void {
  const { create = 0, update = 0 } = run.counts ?? {};
  const others = world.simulator.company().length - run.people - VANISHED.members;
  out.heading(
    `The next day ${VANISHED.members} people are missing from the HR system's answers: the third sync`,
  );
  out.table(
    ["in the HR system's answers", "people", "what the sync did", "members"],
    [
      ["joined, or will on a day to come", joined.length, "created", create],
      ["moved, or will leave on a day to come", moved.length + leaving.length, "updated", update],
      ["missing, though its totals agree", VANISHED.members, "held: nobody is deactivated", holds.length],
    ],
  );
  out.say(
    `The run ended as "${run.state}". The rule that holds them: ${run.held[0]?.rule ?? "none"}. ` +
      "The company's own books show that all of them still work there. " +
      `With them ${others} records are missing of people who left before or have no work e-mail.`,
  );
}

function checkNews({ counts }: RunRecord, { joined, left, moved, leaving }: News): void {
  assure(
    joined.length > 0 && moved.length > 0 && left.length === 0,
    "the day brings joiners and movers, and no leaver",
  );
  assure(
    counts?.["create"] === joined.length && counts["update"] === moved.length + leaving.length,
    "the rest of the plan is applied",
  );
}

function checkHolds({ world }: Story, { run, holds }: HeldRun): void {
  assure(
    run.state === "held" && run.counts?.["deactivate"] === 0,
    "the missing are held and nobody is deactivated",
  );
  assure(holds.length === VANISHED.members, `${VANISHED.members} people are held`);
  const employed = new Set(
    world.simulator.company().flatMap((row) => (row.employment === "terminated" ? [] : [row.id])),
  );
  assure(
    holds.every(({ externalId }) => employed.has(externalId)),
    "everybody who is held still works at the company",
  );
}
