import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { installedConnectors } from "@muster/config";
import { expect, test } from "vitest";
import { jsonOf, muster } from "../../testing/muster.ts";
import { capabilitiesOf, CAPABILITY_HEAD, capabilityRow } from "./capabilities.ts";

const README = join(import.meta.dirname, "../../../../../README.md");

test("the README shows what each installed connector can do, as the connectors themselves say", async () => {
  const readme = await readFile(README, "utf8");
  const lines = [CAPABILITY_HEAD, ...installedConnectors.map((one) => capabilityRow(capabilitiesOf(one)))];
  for (const cells of lines) expect(readme).toContain(`| ${cells.join(" | ")} |`);
});

test("the list of connectors tells the same, for people and for programs", async () => {
  const listed = jsonOf<{ id: string }>(await muster(["connectors", "list", "--json"]));
  // There is no database here that could say of one that it is paused.
  expect(listed).toEqual(installedConnectors.map((one) => ({ ...capabilitiesOf(one), paused: null })));
  const table = await muster(["connectors", "list"]);
  for (const { name } of installedConnectors) expect(table.stdout).toContain(name);
});

test("calls for a thousand people are pages, and one more for each person where the list says too little", () => {
  const [some] = installedConnectors;
  if (!some) throw new Error("no connector is installed");
  const calls = (changes: object) => capabilitiesOf({ ...some, ...changes }).callsPerThousand;
  expect(calls({ pageSize: 300 })).toBe(4);
  expect(calls({ pageSize: 50, requestsPerPerson: 1 })).toBe(1_020);
  expect(calls({ pageSize: undefined })).toBe(1);
});
