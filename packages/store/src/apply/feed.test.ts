import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { codeOf } from "../errors.ts";
import { giveRole } from "../people/give-role.ts";
import { listMembers } from "../people/members.ts";
import {
  applyRun,
  type Company,
  employee,
  newCompany,
  NOW,
  stage,
  startRun,
  syncPeople,
} from "../testing/company.ts";
import { testServers } from "../testing/index.ts";
import { useStore } from "../testing/use-store.ts";
import { openBatch, sealBatch } from "./batches.ts";
import { FEED_START, type FeedCursor, readFeed } from "./feed.ts";

interface Consumer {
  /** After so many more looks at the feed. */
  looks(more: number): Promise<void>;
  /** Reads on until nothing more comes, and ends. */
  finish(): Promise<FeedCursor[]>;
}

/** Reads the feed over and over, page by page, remembering nothing but the last position. */
function consume(company: Company, limit: number): Consumer {
  const seen: FeedCursor[] = [];
  let looks = 0;
  let waiting: { until: number; go: () => void }[] = [];
  let over = false;
  const read = async (): Promise<void> => {
    let after = FEED_START;
    for (let idle = false; !idle; ) {
      const last = over;
      const page = await company.within((tx) => readFeed(tx, after, limit));
      for (const { seq, ord } of page) seen.push({ seq, ord });
      after = page.at(-1) ?? after;
      looks += 1;
      for (const { until, go } of waiting) if (looks >= until) go();
      waiting = waiting.filter(({ until }) => looks < until);
      idle = last && page.length === 0;
    }
  };
  const ended = read();
  return {
    looks: (more) =>
      new Promise((go) => {
        waiting.push({ until: looks + more, go });
      }),
    async finish() {
      over = true;
      await ended;
      return seen;
    },
  };
}

/** Plans three rows that change nobody. */
async function plan(company: Company, tx: Parameters<typeof openBatch>[0]): Promise<number> {
  const { orgId } = company;
  const batchId = await openBatch(tx, { orgId, runId: null, kind: "person", actor: "ada", now: NOW });
  await sql`
    insert into changes (batch_id, ord, org_id, action)
    select ${batchId}, ord, ${orgId}, 'skip' from generate_series(1, 3) ord`.execute(tx);
  return batchId;
}

const ROUNDS = 8;

/** Again whenever another writer of the organization was at it for too long. */
async function patiently(work: () => Promise<unknown>): Promise<void> {
  for (let done = false; !done; ) {
    done = await work().then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) !== "sync_in_progress") throw error;
        return false;
      },
    );
  }
}

/** One sync after the other: joiners, movers and leavers. */
async function syncs(company: Company): Promise<void> {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const employees = Array.from({ length: 5 + 4 * round }, (_, index) =>
      employee(
        index,
        { employment: index % 7 === round % 7 ? "terminated" : "active" },
        { department: `D${round}` },
      ),
    );
    const lease = await startRun(company);
    await stage(company, lease, { employees });
    await patiently(() => applyRun(company, lease));
  }
}

/** One act of a person after the other, each on everybody who is there. */
async function acts(company: Company): Promise<void> {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const act = { orgId: company.orgId, actor: "ada", now: NOW };
    const role = round % 2 === 0 ? "mentor" : "mentee";
    await patiently(() =>
      company.within(async (tx) => {
        const members = await listMembers(tx, { afterId: 0, limit: 100 });
        await giveRole(tx, act, { memberIds: members.map((member) => member.id), role });
      }),
    );
  }
}

/** Batches that have their number long before they commit. */
async function lateCommits(company: Company, consumer: Consumer): Promise<void> {
  for (let round = 1; round <= ROUNDS; round += 1) {
    await company.within(async (tx) => {
      await sealBatch(tx, await plan(company, tx), NOW);
      await consumer.looks(3);
    });
  }
}

/** Batches that had a number and never come. */
async function rollbacks(company: Company, consumer: Consumer): Promise<void> {
  const failure = new Error("rolled back");
  for (let round = 1; round <= ROUNDS; round += 1) {
    const work = company.within(async (tx) => {
      await sealBatch(tx, await plan(company, tx), NOW);
      await consumer.looks(1);
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
  }
}

function sealed(company: Company): Promise<FeedCursor[]> {
  return company.within(async (tx) => {
    const { rows } = await sql<FeedCursor>`
      select b.seq, c.ord from changes c join batches b on b.id = c.batch_id
      where b.seq is not null order by b.seq, c.ord`.execute(tx);
    return rows;
  });
}

describe.each(testServers)("the feed on %s", (server) => {
  const { store } = useStore(server);

  test("shows a consumer that polls while batches are applied every change once, in order", async () => {
    const companies = [await newCompany(store()), await newCompany(store())];
    await Promise.all(
      companies.map(async (company, index) => {
        await syncPeople(company, [employee(100)]);
        const consumer = consume(company, index === 0 ? 7 : 1_000);
        const writers = [
          syncs(company),
          acts(company),
          lateCommits(company, consumer),
          rollbacks(company, consumer),
        ];
        const outcomes = await Promise.allSettled(writers);
        const seen = await consumer.finish();
        expect(outcomes.filter((outcome) => outcome.status === "rejected")).toEqual([]);
        expect(seen).toEqual(await sealed(company));
        const numbers = [...new Set(seen.map((change) => change.seq))];
        expect(numbers).toEqual(Array.from({ length: 1 + 3 * ROUNDS }, (_, at) => at + 1));
      }),
    );
  });

  test("comes in pages of the asked size, which may end within a batch", async () => {
    const company = await newCompany(store());
    await syncPeople(
      company,
      [1, 2, 3, 4, 5].map((number) => employee(number)),
    );
    await syncPeople(
      company,
      [1, 2, 3, 4, 5].map((number) => employee(number, {}, { department: "Law" })),
    );
    const sizes: number[] = [];
    const ids: string[] = [];
    let after = FEED_START;
    for (;;) {
      const page = await company.within((tx) => readFeed(tx, after, 4));
      sizes.push(page.length);
      ids.push(...page.map((entry) => `${entry.action} ${entry.externalId}`));
      const last = page.at(-1);
      if (!last) break;
      after = last;
    }
    expect(sizes).toEqual([4, 4, 2, 0]);
    const each = (action: string): string[] => [1, 2, 3, 4, 5].map((number) => `${action} e${number}`);
    expect(ids.slice(0, 5).toSorted()).toEqual(each("create"));
    expect(ids.slice(5).toSorted()).toEqual(each("update"));
  });

  test("does not show a plan, and a batch without rows takes no number", async () => {
    const company = await newCompany(store());
    const batchId = await company.within((tx) => plan(company, tx));
    const read = (): Promise<unknown[]> => company.within((tx) => readFeed(tx, FEED_START, 10));
    expect(await read()).toEqual([]);
    const empty = await company.within(async (tx) => {
      const { orgId } = company;
      const nothing = await openBatch(tx, { orgId, runId: null, kind: "person", actor: "ada", now: NOW });
      return sealBatch(tx, nothing, NOW);
    });
    expect(empty).toBeNull();
    expect(await read()).toEqual([]);
    expect(await company.within((tx) => sealBatch(tx, batchId, NOW))).toBe(1);
    expect(await read()).toMatchObject([
      { seq: 1, ord: 1, actor: "ada" },
      { seq: 1, ord: 2 },
      { seq: 1, ord: 3 },
    ]);
  });
});
