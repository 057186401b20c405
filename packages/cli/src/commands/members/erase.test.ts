import { expect, test } from "vitest";
import { connectedWorld, syncInline } from "../../testing/database.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";
const IN_A_WEEK = "2026-05-09T09:00:00Z";

test("an erased person is gone from every answer, stays away, and comes back only by a lift with a reason", async () => {
  const world = await connectedWorld();
  await world.sync();
  const [person] = await world.members();
  const [id, mail, record] = [
    String(person?.id),
    person?.workEmail ?? "",
    person?.identities[0]?.externalId ?? "",
  ];
  // Nobody is at the terminal to say that it is meant.
  expect(await world.run(["members", "erase", mail])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("notConfirmed"),
  });
  const erased = await world.run(["members", "erase", mail, "--reason", "asked for it", "--yes", "--json"]);
  expect(JSON.parse(erased.stdout)).toEqual({ id, erased: true, records: 1, matches: 0 });
  expect(await world.run(["members", "erase", id, "--yes"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("alreadyErased"),
  });
  await world.sync(NEXT_DAY);
  const told = await Promise.all([
    world.run(["members", "list"]),
    world.run(["members", "show", id]),
    world.run(["members", "why", record]),
    world.run(["members", "why", mail]),
    world.run(["integrations", "trace", "hr", "--person", record]),
    world.run(["feed"]),
  ]);
  for (const { code, stdout } of told) {
    expect(code).toBe(0);
    expect(stdout).not.toContain(mail);
    expect(stdout).not.toContain(`${person?.firstName} ${person?.lastName}`);
  }
  const [, , byRecord, byMail, trace] = told;
  expect(byRecord?.stdout).toContain('This record of "hr" was erased on 2026-05-01');
  expect(byMail?.stdout).toContain("Whoever had this work e-mail was erased");
  expect(trace?.stdout).toContain("was erased");

  const lift = ["members", "erase", "--lift", `hr:${record}`];
  expect(await world.run([...lift])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("reasonMissing"),
  });
  expect((await world.run([...lift, "--reason", "asked to be back"])).stdout).toContain("lifted");
  expect((await syncInline(world, IN_A_WEEK)).result).toMatchObject({ counts: { create: 1 } });
  const [back] = await world.ask(["members", "show", mail]);
  expect(back).toMatchObject({ workEmail: mail, status: "staged" });
  expect(back?.["id"]).not.toBe(id);
});

test("who is to be erased or to come back has to be said, one of both", async () => {
  const world = await connectedWorld();
  for (const args of [[], ["10000001", "--lift", "hr:1", "--reason", "x"]]) {
    expect(await world.run(["members", "erase", ...args, "--yes"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nobodyNamed"),
    });
  }
  expect(await world.run(["members", "erase", "--lift", "hr:1", "--reason", "x"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("notErased"),
  });
});

test("a record is taken off its member, who stays as they are and is listed as claimed by nobody", async () => {
  const world = await connectedWorld();
  await world.sync();
  const [person] = await world.members();
  const record = `hr:${person?.identities[0]?.externalId}`;
  const unlink = ["members", "unlink", String(person?.id), "--record", record, "--yes"];
  const done = await world.run(unlink);
  expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining("No source claims member") });
  expect(await world.ask(["members", "show", String(person?.id)])).toMatchObject([
    { status: person?.status, identities: [] },
  ]);
  expect(await world.run(unlink)).toMatchObject({ code: 2, stderr: expect.stringContaining("notLinked") });
  const nowhere = await world.run(["members", "unlink", String(person?.id), "--record", "no:1", "--yes"]);
  expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining("badRecord") });
});
