import { countMembers, type RunRecord } from "@muster/store";
import { enable } from "@muster/sync";
import { assure } from "../assure.ts";
import { follow } from "../follow.ts";
import { ADMIN, inOrganization, type Story } from "../story.ts";
import { memberTable } from "./members.ts";

/** Enabling starts the first sync at once. */
export async function firstSync(story: Story): Promise<void> {
  const { world, integration, out, signal } = story;
  const { id } = await enable(world.muster.engine, integration, ADMIN);
  const run = await follow(world, id, signal);
  const members = await inOrganization(story, countMembers);
  out.heading("Enable: the worker runs the first sync");
  out.table(
    ["run", "state", "read", "the vendor counts", "created", "left out", "took"],
    [
      [
        run.id,
        run.state,
        run.people,
        run.total ?? "no total",
        run.counts?.["create"] ?? 0,
        run.counts?.["skip"] ?? 0,
        tookOf(run),
      ],
    ],
  );
  memberTable(out, members);
  const expected = world.simulator
    .company()
    .filter(({ workEmail, employment }) => workEmail !== null && employment !== "terminated");
  assure(
    run.state === "succeeded" && run.certificate === "counted",
    "the first read is complete and nothing is held",
  );
  assure(
    members.staged === expected.length,
    "everybody at work with a work e-mail is a member, and nobody else",
  );
}

function tookOf(run: RunRecord): string {
  const took = (run.endedAt?.getTime() ?? 0) - (run.startedAt?.getTime() ?? 0);
  return `${(took / 1000).toFixed(1)} s`;
}
