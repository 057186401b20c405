import {
  type Conflict,
  type ConflictDecision,
  decideConflicts,
  listConflicts,
  protectMember,
} from "@muster/store";
import { describe, expect, test } from "vitest";
import { person } from "./testing/vendor.ts";
import { act, syncedCompany, useStore, type World } from "./testing/world.ts";

const store = useStore("pg18");
const THIRTY = 30;

function conflicts(world: World): Promise<Conflict[]> {
  return world.store.forOrganization(world.orgId, (tx) => listConflicts(tx));
}

async function decide(world: World, decision: ConflictDecision["decision"], ids: number[]): Promise<void> {
  await world.store.forOrganization(world.orgId, (tx) =>
    decideConflicts(tx, world.engine.keyring, act(world), { ids, decision, reason: null }),
  );
}

describe("an answer that puts members out", () => {
  async function two(): Promise<{ world: World; asked: number[]; lost: () => Promise<number[]> }> {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    vendor.people[0] = person(1, { email: "p2@acme.test" });
    vendor.people[2] = person(3, { email: "p4@acme.test" });
    await world.sync();
    const lost = async (): Promise<number[]> =>
      (await world.members()).flatMap(({ id, status }) => (status === "deactivated" ? id : []));
    return { world, asked: (await conflicts(world)).map(({ id }) => id), lost };
  }

  test("puts out nobody who is protected, unless it is about them alone", async () => {
    const { world, asked, lost } = await two();
    const { id } = await world.member("p1");
    await world.store.forOrganization(world.orgId, (tx) =>
      protectMember(tx, act(world), { memberId: id, reason: null }),
    );
    await expect(decide(world, "same", asked)).rejects.toMatchObject({ code: "protectedMember" });
    expect(await lost()).toEqual([]);
    const about = (await conflicts(world)).find(({ externalId }) => externalId === "p1");
    await decide(world, "same", [about?.id ?? 0]);
    expect(await lost()).toEqual([id]);
  });

  test("needs a second admin where they are more than the policy lets one put out", async () => {
    const { world, asked, lost } = await two();
    await world.setPolicy({ secondAdminAbove: 1 });
    const answer = (actor: string, decision: "same" | "different"): Promise<Conflict[]> =>
      world.store.forOrganization(world.orgId, (tx) =>
        decideConflicts(
          tx,
          world.engine.keyring,
          { ...act(world), actor },
          { ids: asked, decision, reason: null },
        ),
      );
    expect(await answer("ada", "same")).toMatchObject([{ firstBy: "ada" }, { firstBy: "ada" }]);
    await expect(answer("ada", "same")).rejects.toMatchObject({ code: "secondAdminNeeded" });
    expect(await lost()).toEqual([]);
    expect(await conflicts(world)).toHaveLength(2);
    expect(await answer("bob", "same")).toMatchObject([{ firstBy: null }, { firstBy: null }]);
    expect(await lost()).toHaveLength(2);
  });
});
