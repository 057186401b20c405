import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { migrationStatus } from "@muster/store";
import { createTestDatabase, type TestServer } from "@muster/store/testing";
import { expect, onTestFinished, test } from "vitest";

const DEMO = fileURLToPath(new URL("./demo.ts", import.meta.url));
const A_WHILE = 240_000;

const HEADINGS = [
  "An organization, its HR system, and Muster between them",
  "Create the integration",
  "Test connection",
  "Field mapping, with two people as samples",
  "Dry run: the plan, with nothing changed",
  "Enable: the worker runs the first sync",
  "The product begins: an admin gives roles, mentors and mentees are matched",
  "30 days pass (DAY to DAY), then the second sync",
  "The next day 60 people are missing from the HR system's answers: the third sync",
  "An admin approves two of them by name; the others stay held",
  "At the end: members by status",
  "Matches flagged for an admin, because one of the two left",
  "Nothing of it is lost",
  ...["BambooHR", "HiBob", "Rippling", "Workday"].map(
    (vendor) => `${vendor}: connect, test, map, sync, 30 days, sync`,
  ),
];

interface Demo {
  process: ChildProcess;
  /** Where it was started; nobody else may enter. */
  folder: string;
  stdout: () => string;
  /** Exit code or signal, and what it said. */
  ended: Promise<{ code: number | string | null; stdout: string; stderr: string }>;
}

/** Starts the demo as on a machine where nothing is set up. */
async function startDemo(environment: Record<string, string> = {}, args: string[] = []): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), "muster-demo-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  const home = join(folder, "home");
  await mkdir(home);
  const child = spawn(process.execPath, [DEMO, ...args], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: home, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
  const ended = once(child, "close").then(([code, signal]: unknown[]) => ({
    code: (code ?? signal) as number | string | null,
    ...said,
  }));
  return { process: child, folder, stdout: () => said.stdout, ended };
}

/** What of a demo is still there: files in its data folder, processes that name the folder. */
async function remains({ folder }: Demo): Promise<string[]> {
  const data = join(folder, ".muster");
  const files = existsSync(data) ? await readdir(data) : [];
  const processes = await Promise.all(
    (await readdir("/proc"))
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return [...files, ...processes.filter((line) => line.includes(folder))];
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error("it did not come about within 30 s");
    await delay(20);
  }
}

test(
  "two demos at once, on a machine with nothing, each tell the whole story and leave nothing behind",
  async () => {
    const demos = await Promise.all([startDemo(), startDemo()]);
    for (const demo of demos) {
      const { code, stdout, stderr } = await demo.ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(
        stdout.match(/(?<=^\d+ · ).*$/gm)?.map((heading) => heading.replaceAll(/\d{4}-\d\d-\d\d/g, "DAY")),
      ).toEqual(HEADINGS);
      expect(stdout).toMatch(/│ joined +│ +8 │ created +│ +8 │/);
      expect(stdout).toMatch(/│ moved to another team or title │ +12 │ updated +│ +12 │/);
      expect(stdout).toMatch(/│ left +│ +5 │ deactivated +│ +5 │/);
      expect(stdout).toMatch(
        /│ missing, though its totals agree +│ +60 │ held: nobody is deactivated │ +60 │/,
      );
      expect(stdout).toMatch(/The demo took \d+\.\d s after install\./);
      expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
      expect(stdout).not.toContain("\u001b");
      expect(await remains(demo)).toEqual([]);
    }
  },
  A_WHILE,
);

test(
  "a demo that is killed leaves no server and no file",
  async () => {
    const demo = await startDemo();
    await until(() => demo.stdout().includes("the first sync"));
    expect(await remains(demo)).not.toEqual([]);
    demo.process.kill("SIGKILL");
    await until(async () => (await remains(demo)).length === 0);
  },
  A_WHILE,
);

test(
  "Ctrl-C ends it with a sentence, and it leaves nothing behind",
  async () => {
    const demo = await startDemo();
    await until(() => demo.stdout().includes("Create the integration"));
    demo.process.kill("SIGINT");
    expect(await demo.ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("Stopped by SIGINT."),
    });
    expect(await remains(demo)).toEqual([]);
  },
  A_WHILE,
);

test(
  "--keep leaves the data, not the server, and says how to look at it",
  async () => {
    const demo = await startDemo({}, ["--keep"]);
    const { code, stdout } = await demo.ended;
    expect(code).toBe(0);
    const [kept = ""] = await readdir(join(demo.folder, ".muster"));
    expect(await remains(demo)).toEqual([kept]);
    expect(stdout).toContain(`MUSTER_DATA_DIR='${join(demo.folder, ".muster", kept)}'`);
  },
  A_WHILE,
);

test("an option that it does not know is a usage error", async () => {
  const demo = await startDemo({}, ["--fast"]);
  expect(await demo.ended).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--keep") });
});

/** Runs it with a server of the user's own; nothing may have been done to the database that the URL names. */
async function demoOn(server: TestServer): Promise<{ url: string; stdout: string }> {
  const db = await createTestDatabase({ server });
  onTestFinished(db.drop);
  const demo = await startDemo({ DATABASE_URL: db.url });
  const { code, stdout, stderr } = await demo.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect((await migrationStatus(db.url)).filter(({ applied }) => applied)).toEqual([]);
  expect(await remains(demo)).toEqual([]);
  return { url: db.url, stdout };
}

test(
  "with DATABASE_URL it makes a database of its own on that server and drops it at the end",
  async () => {
    const { url, stdout } = await demoOn("pg18");
    const own = new URL(url);
    own.pathname = `/${/muster_demo_[0-9a-f]+/.exec(stdout)?.[0] ?? ""}`;
    await expect(migrationStatus(own.href)).rejects.toMatchObject({ cause: { code: "3D000" } });
  },
  A_WHILE,
);

test(
  "where the login may not create databases it says so and uses the embedded server",
  async () => {
    const { stdout } = await demoOn("pg15owner");
    expect(stdout).toContain(
      "The login in DATABASE_URL may not create databases and roles: that server is left alone.",
    );
  },
  A_WHILE,
);

test("a DATABASE_URL that leads nowhere is named, and nothing is left behind", async () => {
  const demo = await startDemo({ DATABASE_URL: "postgres://nobody:secret@127.0.0.1:1/nowhere" });
  const { code, stderr } = await demo.ended;
  expect(code).toBe(3);
  expect(stderr).toContain("DATABASE_URL");
  expect(stderr).not.toContain("secret");
  expect(await remains(demo)).toEqual([]);
});
