import { join } from "node:path";
import { createLog } from "../context/log.ts";
import type { Shell } from "../context/shell.ts";
import { COMPANY, TOUR } from "./company.ts";
import { makePlace, type Place } from "./place.ts";
import { PNPM } from "./pnpm.ts";
import { createPrinter, type Printer } from "./print.ts";
import { approveTwo } from "./steps/approve.ts";
import { createIntegration, showMapping, testIt, tryDry } from "./steps/connect.ts";
import { showEnding } from "./steps/ending.ts";
import { firstSync } from "./steps/first-sync.ts";
import { aMonthPasses } from "./steps/month.ts";
import { startMentoring } from "./steps/product.ts";
import { peopleVanish } from "./steps/vanish.ts";
import { tourVendors } from "./tour.ts";
import { openWorld, type World } from "./world.ts";

/** Runs the demo from the first word to the last, and removes what it made unless `keep`. */
export async function runDemo(shell: Shell, { keep }: { keep: boolean }): Promise<void> {
  const signal = shell.stopSignal();
  const out = createPrinter((text) => shell.output.line(text));
  const place = await makePlace(shell.environment);
  let told = false;
  try {
    await inWorld(shell, place, out, signal);
    told = true;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    await place.leave(keep && told);
  }
  const took = (performance.now() / 1000).toFixed(1);
  out.say(`\nThe demo took ${took} s after install.`);
  for (const line of keep ? lookAround(place) : lookFurther()) shell.output.line(line);
}

async function inWorld(shell: Shell, place: Place, out: Printer, signal: AbortSignal): Promise<void> {
  const { env } = place;
  const firstDay = (env.now ?? new Date()).toISOString().slice(0, 10);
  const world = await openWorld({
    env,
    log: createLog(shell, env, "quiet"),
    company: COMPANY,
    others: TOUR,
    firstDay,
    // A morning: no midnight of the user's falls into the story.
    now: new Date(`${firstDay}T09:00:00Z`),
  });
  try {
    signal.throwIfAborted();
    introduce(place, world, out);
    // `done` settles first only if the worker ended by itself, and then it rejects.
    await Promise.race([tellStory(world, out, signal), world.worker.done]);
  } finally {
    await world.close();
  }
}

function introduce(place: Place, { simulator, organization }: World, out: Printer): void {
  const database =
    place.database === undefined
      ? `embedded Postgres of this run's own, in ${place.env.dataDir}`
      : `${place.database} on your server, of this run's own`;
  out.heading("An organization, its HR system, and Muster between them");
  out.table(
    ["part", "here"],
    [
      ["organization", organization.name],
      ["HR system", `BambooHR with ${COMPANY.employees} people, simulated at ${simulator.url}`],
      ["database", database],
      ["worker", "running, as in production"],
      ["today", `${simulator.today()}; both clocks move together`],
    ],
  );
  if (place.serverRefused) {
    out.say("The login in DATABASE_URL may not create databases and roles: that server is left alone.");
  }
}

async function tellStory(world: World, out: Printer, signal: AbortSignal): Promise<void> {
  const integration = await createIntegration(world, out);
  const story = { world, integration, out, signal };
  await testIt(story);
  await showMapping(story);
  await tryDry(story);
  await firstSync(story);
  const mentoring = await startMentoring(story);
  await aMonthPasses(story);
  const held = await peopleVanish(story, mentoring);
  const approved = await approveTwo(story, held, mentoring);
  await showEnding(story, approved, mentoring);
  await tourVendors(story);
}

function lookFurther(): string[] {
  return [
    "Nothing of it is left running. To look further:",
    `  ${PNPM} start           the same world, kept running; says what to try`,
    `  ${PNPM} demo --keep     this demo, its data left to be looked at`,
    `  ${PNPM} muster --help   every command`,
  ];
}

function lookAround({ env, database }: Place): string[] {
  const [settings, removal] =
    database === undefined
      ? [[`export MUSTER_DATA_DIR='${env.dataDir}'; unset DATABASE_URL`], `delete ${env.dataDir}`]
      : [
          [
            `export MUSTER_MASTER_KEY_FILE='${join(env.dataDir, "master.key")}'`,
            `export DATABASE_URL=...   # yours, with the name ${database} in place of its database`,
          ],
          `drop the database ${database} and its two roles, and delete ${env.dataDir}`,
        ];
  const commands = ["members list", "runs list", "matches list"].map(
    (command) => `${PNPM} muster ${command}`,
  );
  return [
    "Its data is kept; its HR system and its worker have ended. To look at it:",
    ...[...settings, ...commands].map((line) => `  ${line}`),
    `To remove it: ${removal}.`,
  ];
}
