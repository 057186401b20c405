import { approveHolds, listHolds, listRuns } from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { livingPersons, type LivingPersons } from "./testing/living-persons.ts";
import type { Person } from "./testing/vendor.ts";
import { act, newWorld, useStore, type World } from "./testing/world.ts";

/** A record that the source has shown, and its member. */
interface Row {
  id: string;
  personId: string;
  claim: string | null;
  memberId: number | null;
  status: string | null;
  email: string | null;
  department: string | null;
}

async function rowsOf(world: World): Promise<Map<string, Row[]>> {
  const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
    sql<Row>`
      select i.external_id as id, i.person_id as "personId", i.claim, i.member_id as "memberId", m.status,
        m.work_email as email, m.department
      from identities i left join members m on m.id = i.member_id
      where i.person_id is not null order by 1`.execute(tx),
  );
  return Map.groupBy(rows, (row) => row.personId);
}

/** What must never be of a person, whichever records were read. */
function brokenAlways(rows: readonly Row[]): string[] {
  const members = new Set(rows.flatMap((row) => row.memberId ?? []));
  const claimed = rows.some((row) => row.claim === "employed");
  const [status] = rows.flatMap((row) => row.status ?? []);
  return [
    members.size > 1 && "two members",
    status === "deactivated" && claimed && "out though claimed",
    status !== undefined && status !== "deactivated" && !claimed && "in though nobody claims them",
    rows.some((row) => row.memberId === null && row.claim !== null) && "a claim on nobody",
  ].filter((fault) => fault !== false);
}

/**
 * A small oracle: what a full read makes of each person, from the books and from what the claims were. It thinks
 * record by record, where the engine thinks in sets.
 */
class Oracle {
  readonly #company: LivingPersons;
  readonly #claims = new Map<string, string>();
  readonly #members = new Set<string>();

  constructor(company: LivingPersons) {
    this.#company = company;
  }

  /** A run has read whatever changed of these records. */
  learn(personId: string, records: readonly Person[]): void {
    if (records.some((one) => this.#isEmployed(one) && one.email !== null)) this.#members.add(personId);
    if (this.#members.has(personId)) for (const one of records) this.#claim(one);
  }

  /** What differs of a person from what a full read of today makes of them. */
  judge(personId: string, records: readonly Person[], rows: readonly Row[]): string[] {
    if (!this.#members.has(personId))
      return rows.some((row) => row.memberId !== null) ? ["a member of nobody"] : [];
    const claims = records.map((one) => this.#claims.get(one.id) ?? null);
    const found = records.map((one) => rows.find((row) => row.id === one.id)?.claim ?? null);
    const [first] = records.toSorted(
      (a, b) => this.#rank(a) - this.#rank(b) || order(b.start, a.start) || order(a.id, b.id),
    );
    const [row] = rows.filter((each) => each.memberId !== null);
    const employed = first !== undefined && this.#rank(first) < 3;
    // Whoever is made a member by one record keeps its fields until the one in front of it changes.
    const fromFirst = employed && first.email !== null;
    return [
      JSON.stringify(claims) !== JSON.stringify(found) && `claims ${claims.join()} but ${found.join()}`,
      !row && "no member",
      row && (row.status === "deactivated") === employed && "status",
      row && fromFirst && row.department !== first.department && `department of ${first.id}`,
      row && fromFirst && row.email !== first.email && `e-mail of ${first.id}`,
    ].filter((fault) => typeof fault === "string");
  }

  #claim(one: Person): void {
    if (this.#isEmployed(one)) this.#claims.set(one.id, "employed");
    else if (one.status === "terminated") this.#claims.set(one.id, "left");
  }

  /** Whatever else is said of somebody whose first day is to come. */
  #isAhead({ start = "" }: Person): boolean {
    return start > this.#company.day(0);
  }

  #isEmployed(one: Person): boolean {
    return this.#isAhead(one) || (one.status !== "terminated" && one.status !== "unknown");
  }

  #rank(one: Person): number {
    if (this.#claims.get(one.id) !== "employed") return 3;
    if (this.#isAhead(one)) return 1;
    return one.status === "unknown" ? 2 : 0;
  }
}

function order(a = "", b = ""): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** A sync, then whoever is held is let go, then the same sync again, which has nothing to do. */
async function syncTwice(world: World, mode: "full" | "changes", story: string[]): Promise<void> {
  const run = await world.sync({ mode });
  story.push(`${run.mode} ${run.state} ${JSON.stringify(run.counts)}`);
  expect({ conflicts: run.counts?.["conflict"], story }).toEqual({ conflicts: 0, story });
  await world.store.forOrganization(world.orgId, async (tx) => {
    const [newest] = await listRuns(tx, { limit: 1 });
    if (!newest || (await listHolds(tx, newest.id)).length === 0) return;
    await approveHolds(tx, act(world), { runId: newest.id, selection: { all: true }, reason: null });
  });
  const again = await world.sync({ mode });
  const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
    sql`select c.external_id, c.action, c.reason from changes c join batches b on b.id = c.batch_id
        where b.run_id = ${again.id}`.execute(tx),
  );
  expect({ rows, story }).toEqual({ rows: [], story });
}

const DAYS = 12;
const PEOPLE = 12;
const SEEDS = { pg18: [1, 3, 17, 20], pg15owner: [5] };

describe.each(engineServers)("on %s", (server) => {
  const store = useStore(server);

  test.each(SEEDS[server])(
    "however people's records begin and end, each person is one member as the books say: company %i",
    async (seed) => {
      const company = livingPersons(seed, PEOPLE);
      const oracle = new Oracle(company);
      const world = await newWorld(store(), company.vendor);
      const story: string[] = [];
      for (let day = 0; day < DAYS; day += 1) {
        const mode = day === 0 || company.random(3) > 0 ? "full" : "changes";
        await syncTwice(world, mode, story);
        const rows = await rowsOf(world);
        const faults = [...company.people].flatMap(([personId, records]) => {
          const own = rows.get(personId) ?? [];
          oracle.learn(personId, records);
          const wrong = [
            ...brokenAlways(own),
            ...(mode === "full" ? oracle.judge(personId, records, own) : []),
          ];
          return wrong.map((fault) => `${fault}: ${JSON.stringify({ records, own })}`);
        });
        // The story comes along, for whoever reads a failure.
        expect({ faults, story }).toEqual({ faults: [], story });
        world.pass(24);
        company.nextDay();
        story.push(`day ${day + 1}: ${company.live().join(" ")}`);
      }
    },
  );
});
