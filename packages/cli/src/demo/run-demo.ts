import { createLog } from "../context/log.ts";
import type { Shell } from "../context/shell.ts";
import { COMPANY } from "./company.ts";
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
  out.heading("An organization, its HR system, and Muster between them");
  out.table(
    ["part", "here"],
    [
      ["organization", organization.name],
      ["HR system", `BambooHR with ${COMPANY.employees} people, simulated at ${simulator.url}`],
      ["database", place.description],
      ["worker", "running, as in production"],
      ["today", `${simulator.today()}; both clocks move together`],
    ],
  );
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
}

function lookFurther(): string[] {
  return [
    "Nothing of it is left running. To look further:",
    `  ${PNPM} start            the same world, kept running in .muster/demo; it prints what to try`,
    `  ${PNPM} demo --keep      this demo again, with its data left for \`muster\` to look at`,
    `  ${PNPM} muster --help    every command`,
  ];
}

function lookAround({ env, database }: Place): string[] {
  const settings =
    database === undefined
      ? `MUSTER_DATA_DIR=${env.dataDir}`
      : `DATABASE_URL=(yours, with the database ${database}) MUSTER_MASTER_KEY_FILE=${env.dataDir}/master.key`;
  return [
    "Its data is kept, its HR system and its worker have ended. To look at it:",
    ...["members list", "runs list", "matches list"].map(
      (command) => `  ${settings} ${PNPM} muster ${command}`,
    ),
    database === undefined
      ? `To remove it: delete ${env.dataDir}`
      : `To remove it: drop the database ${database} and delete ${env.dataDir}`,
  ];
}
