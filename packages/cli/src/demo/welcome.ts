import type { Member } from "@muster/store";
import { COMPANY } from "./company.ts";
import { PNPM } from "./pnpm.ts";
import type { Printer } from "./print.ts";
import { memberTable } from "./steps/members.ts";
import type { World } from "./world.ts";

/** Says where everything is, and what to try. */
export function welcome(
  out: Printer,
  input: { world: World; folder: string; members: Record<Member["status"], number> },
): void {
  const { simulator, organization } = input.world;
  out.heading("The demo's world is running");
  out.table(
    ["part", "here"],
    [
      ["organization", organization.name],
      ["HR system", `BambooHR, begun with ${COMPANY.employees} people, simulated at ${simulator.url}`],
      ["database", `embedded server in ${input.folder}`],
      ["worker", "running; syncs daily, and at once when asked"],
      ["today", `${simulator.today()}; both clocks move together`],
    ],
  );
  memberTable(out, input.members);
  out.heading("To try, in another terminal");
  out.lines([
    `export MUSTER_DATA_DIR='${input.folder}' MUSTER_ALLOW_HOSTS=${new URL(simulator.url).host}; unset DATABASE_URL`,
    `${PNPM} muster members list`,
    `${PNPM} muster runs list`,
    `curl -d '{"days":30}' ${simulator.url}/_sim/advance                     # a month passes`,
    `curl -d '{"hidePeople":0.27,"seed":3}' ${simulator.url}/_sim/faults     # people vanish`,
    `${PNPM} muster sync 1                                   # or wait for the schedule`,
    `${PNPM} muster runs show 2                              # what is held, and why`,
  ]);
  out.say(
    "Ctrl-C stops it; started again it goes on from here, only edits and faults of the HR system are forgotten.",
  );
}
