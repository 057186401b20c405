import type { Integration, Member } from "@muster/store";
import { COMPANY, VANISHED } from "./company.ts";
import { PNPM } from "./pnpm.ts";
import type { Printer } from "./print.ts";
import { memberTable } from "./steps/members.ts";
import type { World } from "./world.ts";

/** Says where everything is, and what to try. */
export function welcome(
  out: Printer,
  input: {
    world: World;
    folder: string;
    integration: Integration;
    members: Record<Member["status"], number>;
  },
): void {
  const { simulator, organization } = input.world;
  out.heading("The demo's world is running");
  out.table(
    ["part", "here"],
    [
      ["organization", organization.name],
      ["HR system", `BambooHR, begun with ${COMPANY.employees} people, simulated at ${simulator.url}`],
      ["database", `embedded Postgres in ${input.folder}`],
      ["worker", "running; syncs daily, and at once when asked"],
      ["today", `${simulator.today()}; both clocks move together`],
    ],
  );
  memberTable(out, input.members);
  out.heading("To try, in another terminal");
  out.lines([
    `export MUSTER_DATA_DIR='${input.folder}'`,
    `export MUSTER_ALLOW_HOSTS=${new URL(simulator.url).host}; unset DATABASE_URL`,
    `${PNPM} muster members list`,
    `curl -d '{"days":30}' ${simulator.url}/_sim/advance`,
    `curl -d '${JSON.stringify(VANISHED.faults)}' ${simulator.url}/_sim/faults`,
    `${PNPM} muster sync ${input.integration.id}`,
    `${PNPM} muster runs list`,
  ]);
  out.say(
    "The two curl lines let a month pass and people vanish from the HR system's answers. Ctrl-C stops this " +
      "world; started again it goes on from here, and only faults and edits of the HR system are forgotten.",
  );
}
