import { access, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { lastNote, muster, startMuster } from "../testing/muster.ts";

test("a simulated vendor says in one line where it is, works with its config file, and takes that along", async () => {
  const running = startMuster(["simulate", "bamboohr", "--employees", "30", "--seed", "3", "--json"]);
  const said: unknown = JSON.parse(await running.nextLine());
  const { url, configFile } = said as { url: string; configFile: string };
  expect(Object.keys(said as object)).toEqual(["url", "configFile"]);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await stat(configFile)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(configFile))).mode & 0o777).toBe(0o700);
  const read = await muster(["connectors", "read", "bamboohr", "--config", configFile, "--base-url", url], {
    MUSTER_ALLOW_HOSTS: new URL(url).host,
  });
  expect(lastNote(read)).toBe("complete: 30 people");
  expect(await running.stop()).toBe(0);
  await expect(access(dirname(configFile))).rejects.toMatchObject({ code: "ENOENT" });
  expect((await running.ended).stdout).toBe("");
});

test("it tells what has to be allowed, and lives by the business clock", async () => {
  const running = startMuster(["simulate", "bamboohr"], { MUSTER_NOW: "2026-03-04T23:30:00Z" });
  expect(await running.nextLine()).toMatch(/its today is 2026-03-04$/);
  const configFile = /^Config FILE: (.*)$/.exec(await running.nextLine())?.[1] ?? "";
  expect(JSON.parse(await readFile(configFile, "utf8"))).toHaveProperty("auth.apiKey");
  expect(await running.nextLine()).toMatch(/MUSTER_ALLOW_HOSTS=127\.0\.0\.1:\d+$/);
  expect(await running.stop("SIGINT")).toBe(0);
});

test("its config file signs in as it is asked to", async () => {
  const running = startMuster(["simulate", "rippling", "--auth", "oauth", "--json"]);
  const { configFile } = JSON.parse(await running.nextLine()) as { configFile: string };
  expect(JSON.parse(await readFile(configFile, "utf8"))).toMatchObject({
    auth: {
      method: "oauth",
      clientId: expect.any(String),
      clientSecret: expect.any(String),
      refreshToken: expect.any(String),
    },
  });
  expect(await running.stop()).toBe(0);
  const unknown = await muster(["simulate", "rippling", "--auth", "palm"]);
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("apiToken or oauth") });
});

test("its config file reads the vendor another way where it is asked to", async () => {
  const running = startMuster(["simulate", "workday", "--variant", "report", "--json"]);
  const { configFile } = JSON.parse(await running.nextLine()) as { configFile: string };
  expect(JSON.parse(await readFile(configFile, "utf8"))).toHaveProperty("settings.report");
  expect(await running.stop()).toBe(0);
  const unknown = await muster(["simulate", "workday", "--variant", "palm"]);
  expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining("There are: report.") });
});

test("its help names the faults; a vendor or a number that it does not know is a usage error", async () => {
  expect((await muster(["simulate", "--help"])).stdout).toContain("cutJson");
  const vendor = await muster(["simulate", "nohr"]);
  expect(vendor).toMatchObject({ code: 2, stderr: expect.stringContaining("bamboohr") });
  expect(await muster(["simulate", "bamboohr", "--employees", "many"])).toMatchObject({ code: 2 });
  expect(await muster(["simulate", "bamboohr", "--port", "70000"])).toMatchObject({ code: 2 });
});
