import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Exchange } from "@muster/connector-host";
import { expect, test } from "vitest";
import { temporaryFile, temporaryFolder } from "../testing/vendor.ts";
import { fileVault } from "./file-vault.ts";

const CONFIG = { settings: { domain: "acme" }, auth: { method: "oauth", clientId: "c", refreshToken: "r1" } };
const TEXT = `${JSON.stringify(CONFIG, null, 2)}\n`;

/** A vendor that gives `r2` for `r1`, `r3` for `r2`, … and refuses to see one twice. */
function rotating(): { exchange: Exchange; handedIn: string[] } {
  const handedIn: string[] = [];
  return {
    handedIn,
    exchange: async (refreshToken) => {
      if (handedIn.includes(refreshToken ?? "")) throw new Error("handed in twice");
      handedIn.push(refreshToken ?? "");
      const next = Number(refreshToken?.slice(1)) + 1;
      return { refreshToken: `r${next}`, accessToken: `a${next}`, renewAt: null };
    },
  };
}

function open(path: string): { vault: ReturnType<typeof fileVault>; warnings: string[] } {
  const warnings: string[] = [];
  const vault = fileVault({ path, refreshToken: "r1", warn: (text) => warnings.push(text) });
  return { vault, warnings };
}

test("a new refresh token goes into the file before anybody sees it; all else in it stays", async () => {
  const file = await temporaryFile("config.json", TEXT);
  await chmod(file, 0o600);
  const { vault, warnings } = open(file);
  const given = await vault.refresh(await vault.read(), rotating().exchange);
  expect(given.refreshToken).toBe("r2");
  expect(await readFile(file, "utf8")).toBe(TEXT.replace("r1", "r2"));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await vault.read()).toEqual(given);
  expect(warnings).toEqual([]);
});

test("two that share a file hand each refresh token in once, and leave nothing beside it", async () => {
  const folder = await temporaryFolder();
  const file = join(folder, "config.json");
  await writeFile(file, JSON.stringify(CONFIG));
  const { exchange, handedIn } = rotating();
  const vaults = [open(file).vault, open(file).vault, open(file).vault];
  const seen = await Promise.all(vaults.map((vault) => vault.read()));
  await Promise.all(
    vaults.map(async (vault, index) => vault.refresh(seen[index] ?? (await vault.read()), exchange)),
  );
  expect(handedIn).toEqual(["r1", "r2", "r3"]);
  expect(await readFile(file, "utf8")).toBe(JSON.stringify(CONFIG).replace("r1", "r4"));
  expect(await readdir(folder)).toEqual(["config.json"]);
});

test("a refresh token that stays the same is not written", async () => {
  const file = await temporaryFile("config.json", TEXT);
  const before = await stat(file);
  const { vault } = open(file);
  await vault.refresh(await vault.read(), async (refreshToken) => ({
    refreshToken,
    accessToken: "a",
    renewAt: null,
  }));
  expect((await stat(file)).ino).toBe(before.ino);
});

test("a file that is read only is left alone, with a warning that names it and no token; the work goes on", async () => {
  const file = await temporaryFile("config.json", TEXT);
  await chmod(file, 0o400);
  const { vault, warnings } = open(file);
  const { exchange, handedIn } = rotating();
  await vault.refresh(await vault.read(), exchange);
  await vault.refresh(await vault.read(), exchange);
  expect(handedIn).toEqual(["r1", "r2"]);
  expect(await readFile(file, "utf8")).toBe(TEXT);
  expect(warnings[0]).toMatch(/^warning: .*read only.*connect again/);
  expect(warnings[0]).toContain(file);
  expect(warnings.join()).not.toMatch(/\br[123]\b/);
});

test("a config that came by stdin cannot be kept up, and says so", async () => {
  const { vault, warnings } = open("-");
  const { exchange } = rotating();
  await vault.refresh(await vault.read(), exchange);
  expect(warnings).toEqual([expect.stringContaining("it came by stdin")]);
});

test("a link to the file stays a link", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, "real"));
  await writeFile(join(folder, "real", "config.json"), TEXT);
  await symlink("real/config.json", join(folder, "link.json"));
  const { vault } = open(join(folder, "link.json"));
  await vault.refresh(await vault.read(), rotating().exchange);
  expect(await readFile(join(folder, "real", "config.json"), "utf8")).toBe(TEXT.replace("r1", "r2"));
  expect(await readdir(folder)).toEqual(["link.json", "real"]);
});
