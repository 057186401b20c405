import { expect, test } from "vitest";
import { connectedWorld, type TestWorld } from "../testing/database.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";

/** A newcomer with the work e-mail of somebody employed. */
async function disputed(): Promise<{ world: TestWorld; keeper: string; mail: string }> {
  const world = await connectedWorld();
  await world.sync();
  const [keeper] = await world.members();
  const mail = keeper?.workEmail ?? "";
  const set = { firstName: "Zoe", lastName: "Quill", workEmail: mail };
  world.vendor.simulator.edit({ op: "hire", set });
  world.vendor.simulator.advance(1);
  await world.sync(NEXT_DAY);
  return { world, keeper: String(keeper?.id), mail };
}

test("a newcomer with somebody's address is asked about and, as the same person, linked by the next sync", async () => {
  const { world, keeper, mail } = await disputed();
  const [asked] = await world.ask<{ id: string; externalId: string }>(["conflicts", "list"], NEXT_DAY);
  expect(asked).toMatchObject({
    kind: "emailTaken",
    record: { name: "Zoe Quill", workEmail: mail },
    recordMember: null,
    member: { id: keeper },
    state: "open",
  });
  const { stdout } = await world.run(["conflicts", "list"], NEXT_DAY);
  expect(stdout).toContain("wants the work e-mail of");
  const why = await world.ask(["members", "why", asked?.externalId ?? ""], NEXT_DAY);
  expect(why).toMatchObject([{ fix: expect.stringContaining("muster conflicts resolve") }]);

  const id = asked?.id ?? "";
  expect(await world.run(["conflicts", "resolve", id], NEXT_DAY)).toMatchObject({ code: 2 });
  expect(await world.run(["conflicts", "resolve", id, "--same", "--ignore"], NEXT_DAY)).toMatchObject({
    code: 2,
  });
  expect(await world.run(["conflicts", "resolve", "--same"], NEXT_DAY)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("noConflicts"),
  });
  expect(await world.ask(["conflicts", "resolve", id, "--same"], NEXT_DAY)).toMatchObject([
    { id, decision: "same" },
  ]);
  expect(await world.run(["conflicts", "resolve", id, "--different"], NEXT_DAY)).toMatchObject({
    stderr: expect.stringContaining("conflictDecided"),
  });
  await world.sync(NEXT_DAY);
  expect(await world.ask(["conflicts", "list"], NEXT_DAY)).toEqual([]);
  const linked = (await world.members()).filter((one) => one.workEmail === mail);
  expect(linked.map((one) => one.identities.length)).toEqual([2]);
});

test("all conflicts of an integration are decided alike, after a question", async () => {
  const { world } = await disputed();
  const all = ["conflicts", "resolve", "--all", "--integration", "hr", "--ignore"];
  expect(await world.run([...all, "--yes"], NEXT_DAY)).toMatchObject({
    code: 0,
    stdout: "1 decided: ignore.\n",
  });
  await world.sync(NEXT_DAY);
  expect(await world.ask(["conflicts", "list", "--all"], NEXT_DAY)).toMatchObject([
    { state: "decided", decision: "ignore" },
  ]);
});
