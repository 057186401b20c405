import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openMuster, parseEnv } from "@muster/config";
import { countMembers, destroyServer, findOrganization, listIntegrations } from "@muster/store";
import { expect, onTestFinished, test } from "vitest";
import { runDemoWorld } from "./run-demo-world.ts";

const log = { info: () => undefined, error: () => undefined };

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "muster-world-"));
  onTestFinished(async () => {
    await destroyServer(join(folder, "demo"));
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

interface Running {
  /** Everything that was printed so far. */
  text: () => string;
  address: () => string;
  stop: () => Promise<void>;
}

/** Starts the world of a folder; resolves when it has said what to try. */
async function start(folder: string): Promise<Running> {
  const end = new AbortController();
  let text = "";
  const say = (line: string): void => {
    text += `${line}\n`;
  };
  const output = { line: say, note: say, json: () => undefined, progress: () => undefined, closed: false };
  const env = parseEnv({ MUSTER_DATA_DIR: folder });
  const ended = runDemoWorld({ env, log, output, signal: end.signal });
  const stop = async (): Promise<void> => {
    end.abort();
    await ended;
  };
  onTestFinished(() => stop().catch(() => undefined));
  await Promise.race([until(() => text.includes("muster runs list")), ended]);
  return { text: () => text, address: () => /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? "", stop };
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error("it did not come about within 30 s");
    await delay(20);
  }
}

/** What another process finds in the world's database. */
async function lookInto(folder: string): Promise<{ baseUrls: (string | null)[]; deactivated: number }> {
  const muster = await openMuster(parseEnv({ MUSTER_DATA_DIR: join(folder, "demo") }), { log });
  try {
    const { id } = await findOrganization(muster.store, "default");
    return await muster.store.forOrganization(id, async (tx) => ({
      baseUrls: (await listIntegrations(tx)).map(({ baseUrl }) => baseUrl),
      deactivated: (await countMembers(tx)).deactivated,
    }));
  } finally {
    await muster.close();
  }
}

test("the world goes on where it was stopped: its days, its members, its one integration", async () => {
  const folder = await dataFolder();
  const first = await start(folder);
  expect(first.text()).toMatch(/staged +│ +211/);
  const today = /│ today +│ (\S+);/.exec(first.text())?.[1] ?? "";
  await fetch(`${first.address()}/_sim/advance`, { method: "POST", body: JSON.stringify({ days: 30 }) });
  const then = new Date(Date.parse(today) + 30 * 86_400_000).toISOString().slice(0, 10);
  await until(() => first.text().includes(`It is ${then} now`));
  await first.stop();

  const second = await start(folder);
  expect(second.text()).toMatch(new RegExp(`today +│ ${then};`));
  expect(second.address()).toBe(first.address());
  // The schedule fell due in those 30 days, and a worker that starts looks at once.
  await until(async () => (await lookInto(folder)).deactivated === 5);
  expect((await lookInto(folder)).baseUrls).toEqual([second.address()]);
}, 60_000);

test("a second one in the same folder is refused and leaves the first alone", async () => {
  const folder = await dataFolder();
  const first = await start(folder);
  await expect(start(folder)).rejects.toMatchObject({ code: "demoRunning" });
  expect((await fetch(`${first.address()}/_sim/company`)).status).toBe(200);
}, 60_000);

test("where its old port is taken the integration follows the HR system to another one", async () => {
  const folder = await dataFolder();
  const first = await start(folder);
  await fetch(`${first.address()}/_sim/advance`, { method: "POST", body: JSON.stringify({ days: 30 }) });
  await until(() => first.text().includes("It is "));
  await first.stop();
  const other = createServer();
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => {
    other.listen(Number(new URL(first.address()).port), "127.0.0.1", resolve);
  });
  const second = await start(folder);
  expect(second.address()).not.toBe(first.address());
  expect((await lookInto(folder)).baseUrls).toEqual([second.address()]);
  await until(async () => (await lookInto(folder)).deactivated === 5);
}, 60_000);
