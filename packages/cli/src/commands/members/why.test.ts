import { expect, test } from "vitest";
import { connectedWorld } from "../../testing/database.ts";

const NEXT_DAY = "2026-05-02T09:00:00Z";

interface Answer {
  short: string;
  evidence: string[];
  fix: string | null;
  member: { id: string; status: string };
  claims: { externalId: string; claim: string; lastSeen: { run: string } }[];
  deactivations: { cause: string; run: string; closedAt: string | null }[];
}

test("why somebody is out is told by id, e-mail and external id, the short answer first", async () => {
  const world = await connectedWorld();
  await world.sync();
  const [, person] = await world.members();
  const externalId = person?.identities[0]?.externalId ?? "";
  const mail = person?.workEmail ?? "";
  world.vendor.simulator.edit({ op: "terminate", id: externalId });
  world.vendor.simulator.advance(1);
  await world.sync(NEXT_DAY);
  const [answer] = await world.ask<Answer>(["members", "why", mail], NEXT_DAY);
  expect(answer).toMatchObject({
    short: expect.stringContaining(`record ${externalId} of "hr" says that they are terminated`),
    member: { id: String(person?.id), status: "deactivated" },
    claims: [{ externalId, claim: "left", lastSeen: { run: "2" } }],
    deactivations: [{ cause: "termination", run: "2", closedAt: null }],
  });
  for (const who of [String(person?.id), externalId]) {
    const { code, stdout, stderr } = await world.run(["members", "why", who], NEXT_DAY);
    expect(stdout.split("\n")[0]).toBe(answer?.short);
    expect(stdout).toContain("  - Deactivated on 2026-05-02");
    // An answer is data; what is said beside it names nobody.
    expect([code, stderr]).toEqual([0, ""]);
  }
});

test("who is neither a member nor a record is told, without a guess", async () => {
  const world = await connectedWorld();
  await world.sync();
  expect(await world.run(["members", "why", "nobody@acme.test"])).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining("unknownMember"),
  });
});

test("who never became a member is found by the id of the record", async () => {
  const world = await connectedWorld();
  const [someone] = world.vendor.simulator.company();
  const id = someone?.id ?? "";
  world.vendor.simulator.edit({ op: "terminate", id });
  world.vendor.simulator.advance(1);
  await world.sync(NEXT_DAY);
  const [answer] = await world.ask(["members", "why", id], NEXT_DAY);
  expect(answer).toMatchObject({
    member: null,
    short: expect.stringContaining(`Record ${id} of "hr" is no member: they had left before`),
    claims: [{ decision: "skip", reason: "neverMember", lastChange: { run: "1" } }],
  });
});
