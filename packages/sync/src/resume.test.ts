import { expect, test } from "vitest";

import { queueRun, syncedCompany, useStore, type World } from "./testing/world.ts";

const store = useStore("pg18");

async function loseStaging(world: World): Promise<void> {
  await world.store.systemPool.query("delete from staging where org_id = $1", [world.orgId]);
}

/** Once so many people are committed. */
async function stagedRows(world: World, people: number): Promise<void> {
  for (let staged = 0; staged < people; ) {
    const { rows } = await world.store.systemPool.query<{ staged: number }>(
      "select count(*) as staged, pg_sleep(0.05) from staging where org_id = $1",
      [world.orgId],
    );
    staged = rows[0]?.staged ?? 0;
  }
}

/** Runs `work` while another apply of the organization seems to be under way. */
async function whileApplying<T>(world: World, work: () => Promise<T>): Promise<T> {
  const client = await world.store.systemPool.connect();
  try {
    await client.query("select pg_advisory_lock(7105002, $1)", [world.orgId]);
    return await work();
  } finally {
    await client.query("select pg_advisory_unlock_all()");
    client.release();
  }
}

async function claims(world: World): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { identities } of await world.members()) {
    for (const { claim } of identities) counts[claim] = (counts[claim] ?? 0) + 1;
  }
  return counts;
}

test("a run that waited for another apply goes on with the certificate and the looks that it had", async () => {
  const { world, vendor } = await syncedCompany(store(), 300);
  vendor.hidden.set("p1", "found").set("p2", "gone");
  await world.sync();
  world.pass(13);
  const run = await queueRun(world);
  expect(await whileApplying(world, () => world.lead(run.id))).toEqual({ kind: "yielded" });
  const read = vendor.pagesRead.length;
  expect(await world.lead(run.id)).toMatchObject({
    outcome: { state: "succeeded", certificate: "counted", counts: { people: 299, deactivate: 1 } },
  });
  expect(vendor.pagesRead).toHaveLength(read);
  expect(vendor.looks.toSorted()).toEqual(["p1", "p2"]);
  expect(await claims(world)).toEqual({ employed: 299, left: 1 });
});

test.each([0, null])(
  "people lost between the read and the plan are read again (total off by %s)",
  async (off) => {
    const { world, vendor } = await syncedCompany(store(), 20);
    vendor.totalOff = off;
    const run = await queueRun(world);
    const read = vendor.pagesRead.length;
    let lost = false;
    const onProgress = async ({ phase }: { phase: string }): Promise<void> => {
      if (phase !== "planning" || lost) return;
      lost = true;
      await loseStaging(world);
    };
    const control = { onProgress: (progress: { phase: string }) => void onProgress(progress) };
    let result = await world.lead(run.id, control);
    while (result.kind === "yielded") result = await world.lead(run.id, control);
    expect(result).toMatchObject({ outcome: { state: "succeeded", counts: { people: 20, suspect: 0 } } });
    expect(vendor.pagesRead.slice(read)).toEqual([1, 1]);
  },
);

test("people lost in the middle of a read by nobody's notice are read again, without a total to tell", async () => {
  const { world, vendor } = await syncedCompany(store(), 200);
  vendor.totalOff = null;
  const run = await queueRun(world);
  const read = vendor.pagesRead.length;
  vendor.beforePage = async (page) => {
    if (page !== 3 || vendor.pagesRead.length > read + 2) return;
    await stagedRows(world, 100);
    await loseStaging(world);
  };
  let result = await world.lead(run.id);
  while (result.kind === "yielded") result = await world.lead(run.id);
  expect(result).toMatchObject({ outcome: { state: "succeeded", counts: { people: 200, suspect: 0 } } });
  expect(await claims(world)).toEqual({ employed: 200 });
});

test("a second look counts from when its read began, however late it is applied", async () => {
  const { world, vendor } = await syncedCompany(store(), 300);
  vendor.hidden.set("p1", "gone");
  await world.sync();
  world.pass(1);
  const run = await queueRun(world);
  await whileApplying(world, () => world.lead(run.id));
  world.pass(12);
  await world.lead(run.id);
  expect(await claims(world)).toEqual({ employed: 299, suspect: 1 });
});

test("nobody has left by a look that answers with somebody else", async () => {
  const { world, vendor } = await syncedCompany(store(), 300);
  vendor.hidden.set("p1", "gone");
  await world.sync();
  world.pass(13);
  vendor.people = vendor.people.filter(({ id }) => id !== "p1");
  vendor.hidden.clear();
  vendor.answerLook = (id) => (id === "p1" ? "p2" : id);
  expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { people: 299 } });
  expect(await claims(world)).toEqual({ employed: 299, suspect: 1 });
});

test("a worker that stops looks at nobody more, and those it did not look at stay suspects", async () => {
  const { world, vendor } = await syncedCompany(store(), 300);
  vendor.hidden.set("p1", "gone").set("p2", "gone");
  await world.sync();
  world.pass(13);
  await world.sync({ control: { shouldYield: () => vendor.looks.length > 0 } });
  expect(vendor.looks).toEqual(["p1"]);
  expect(await claims(world)).toEqual({ employed: 298, left: 1, suspect: 1 });
});

test("a list that ends before its last page ends the run, with the reason", async () => {
  const { world, vendor } = await syncedCompany(store(), 200);
  vendor.endsAfter = 2;
  const run = await world.sync();
  expect(run).toMatchObject({ state: "failed", reasonCode: "noLastPage" });
  expect(await claims(world)).toEqual({ employed: 200 });
});
