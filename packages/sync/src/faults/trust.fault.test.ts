import { randomBytes } from "node:crypto";
import { eraseMember, parseKeyring } from "@muster/store";
import { fault, placesOf } from "@muster/store/testing";
import { sql } from "kysely";
import { expect } from "vitest";
import { leadRun } from "../lead-run.ts";
import { connect } from "../operations/create-integration.ts";
import { leftBy } from "../testing/aftermath.ts";
import { person, staff } from "../testing/vendor.ts";
import { act, queueRun, syncedCompany, useStore, type World } from "../testing/world.ts";

const store = useStore("pg18");

function query(
  world: World,
  text: string,
  values: unknown[] = [],
): Promise<{ rows: Record<string, unknown>[] }> {
  return world.store.systemPool.query(text, values);
}

fault(
  "F61",
  "S1",
  "an address that passes to somebody new after its owner left is a question, and takes nobody's account",
  async ({ below }) => {
    const { world, vendor } = await syncedCompany(store(), 30);
    const leaver = 1 + below(30);
    const old = await world.member(`p${leaver}`);
    const heir = person(100, { email: `p${leaver}@acme.test`, name: "Somebody New", start: "2026-03-01" });
    vendor.people = vendor.people.map((one) =>
      one.id === `p${leaver}` ? { ...one, status: "terminated", end: "2026-03-01" } : one,
    );
    await world.sync();
    vendor.people = [...vendor.people, heir];
    expect((await world.sync()).counts).toMatchObject({ conflict: 1, create: 0, reactivate: 0 });
    const now = await world.member(`p${leaver}`);
    expect(now).toMatchObject({ id: old.id, status: "deactivated" });
    expect(now.identities.map(({ externalId }) => externalId)).toEqual([`p${leaver}`]);
    const roster = staff(30).flatMap(({ id }) => (id === `p${leaver}` ? [] : [id]));
    return leftBy(world, undefined, [`p${leaver}`], { roster: () => roster });
  },
);

fault(
  "F58",
  "S1",
  "somebody who was erased and is still in the HR system stays erased, sync after sync",
  async ({ below }) => {
    const word = `q${randomBytes(5).toString("hex")}`;
    const ada = person(1 + below(30), { id: word, email: `${word}@acme.test`, name: word });
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people = [...vendor.people.slice(1), ada];
    await world.sync();
    const { id } = await world.member(word);
    await world.store.forOrganization(world.orgId, (tx) =>
      eraseMember(tx, world.engine.keyring, act(world), { memberId: id, reason: null }),
    );
    for (let sync = 0; sync < 3; sync += 1) {
      world.pass(24);
      vendor.people = vendor.people.map((one) => ({ ...one, department: `Team ${sync}` }));
      await world.sync();
      expect(await placesOf(world.store, word)).toEqual([]);
    }
    const roster = vendor.people.flatMap((one) => (one.id === word ? [] : [one.id]));
    return leftBy(world, undefined, ["p1"], { roster: () => roster });
  },
);

/** What somebody may do to credentials at rest, and what the run says of it. */
const TAMPERINGS = [
  ["another master key", undefined],
  ["a flipped bit", "update credentials set sealed = $2::jsonb where integration_id = $1"],
  [
    "a row of another integration's",
    "update credentials c set sealed = o.sealed from credentials o where c.integration_id = $1 and o.integration_id = $2::bigint and o.field = c.field",
  ],
] as const;

fault(
  "F55",
  "S1",
  "credentials under another key, with a flipped bit or moved from elsewhere are refused, and nothing is read",
  async ({ below }) => {
    const { world, vendor } = await syncedCompany(store(), 20);
    const other = await connect(world.engine, {
      actor: "ada",
      orgId: world.orgId,
      connector: "tiny",
      name: "Elsewhere",
      config: { settings: { domain: "other" }, auth: { method: "apiKey", apiKey: "another" } },
    });
    const before = await query(world, "select field, sealed from credentials where integration_id = $1", [
      world.integration.id,
    ]);
    const [what, statement] = TAMPERINGS[below(TAMPERINGS.length)] ?? TAMPERINGS[0];
    const second = what === "a flipped bit" ? flipped(before.rows[0]?.["sealed"], below) : String(other.id);
    if (statement !== undefined) await query(world, statement, [world.integration.id, second]);
    const keyring = parseKeyring(randomBytes(32).toString("base64"));
    const engine = statement === undefined ? { ...world.engine, keyring } : world.engine;
    const run = await queueRun(world);
    const read = vendor.pagesRead.length;
    const control = { signal: new AbortController().signal, shouldYield: () => false };
    const result = await leadRun(engine, {
      runId: run.id,
      orgId: world.orgId,
      token: null,
      worker: "test",
      control,
    });
    expect(result, what).toMatchObject({
      kind: "ended",
      outcome: { state: "failed", reasonCode: expect.stringMatching(/^secret/) },
    });
    expect(vendor.pagesRead).toHaveLength(read);
    return leftBy(world, () => restore(world, before.rows));
  },
);

/** The sealed value with one bit of one of its parts flipped. */
function flipped(sealed: unknown, below: (limit: number) => number): string {
  const copy = structuredClone(sealed) as Record<string, string> & { dek: Record<string, string> };
  const holder = below(2) === 0 ? copy : copy.dek;
  const part = ["iv", "ct", "tag"][below(3)] ?? "ct";
  const bytes = Buffer.from(holder[part] ?? "", "base64");
  const at = below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
  holder[part] = bytes.toString("base64");
  return JSON.stringify(copy);
}

function restore(world: World, rows: Record<string, unknown>[]): void {
  for (const { field, sealed } of rows) {
    void query(world, "update credentials set sealed = $3 where integration_id = $1 and field = $2", [
      world.integration.id,
      field,
      sealed,
    ]);
  }
}

fault(
  "F57",
  "S1",
  "whatever a run fails with, no secret and nobody's data is in the log, the run or the queue",
  async ({ below }) => {
    const canary = `q${randomBytes(6).toString("hex")}`;
    const lines: string[] = [];
    const { world, vendor } = await syncedCompany(store(), 120);
    const note = (details: object, message: string): void =>
      void lines.push(JSON.stringify(details) + message);
    const engine = { ...world.engine, log: { info: note, error: note } };
    const errors = [
      () => new TypeError(`cannot read ${canary}`),
      () => new Error(canary, { cause: { headers: { authorization: canary } } }),
      () => Object.assign(new Error(canary), { code: "23505", detail: `Key (email)=(${canary})` }),
      () => Object.assign(new Error(canary), { code: "ECONNRESET", config: { auth: canary } }),
    ];
    vendor.beforePage = (page) => {
      if (page === 2) throw errors[below(errors.length)]?.() ?? new Error(canary);
    };
    const run = await queueRun(world);
    const control = { signal: new AbortController().signal, shouldYield: () => false };
    const result = await leadRun(engine, {
      runId: run.id,
      orgId: world.orgId,
      token: null,
      worker: "test",
      control,
    });
    expect(JSON.stringify(result)).not.toContain(canary);
    expect(lines.join("\n")).not.toContain(canary);
    expect(await placesOf(world.store, canary)).toEqual([]);
    const { rows } = await query(
      world,
      "select from graphile_worker._private_jobs where last_error like $1",
      [`%${canary}%`],
    );
    expect(rows).toEqual([]);
    return leftBy(world, () => {
      vendor.beforePage = () => undefined;
    });
  },
);

fault(
  "F54",
  "S1",
  "a statement that forgets its WHERE sees and changes nothing of another organization",
  async () => {
    const { world: mine } = await syncedCompany(store(), 10);
    const { world: theirs } = await syncedCompany(store(), 10);
    const { rows: tables } = await query(
      mine,
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not a.attisdropped`,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      const table = sql.table(String(name));
      const seen = await mine.store.forOrganization(mine.orgId, (tx) =>
        sql`select from ${table} where org_id <> ${mine.orgId}`.execute(tx),
      );
      expect(seen.rows, String(name)).toEqual([]);
    }
    await mine.store.forOrganization(mine.orgId, (tx) =>
      sql`update members set department = 'Taken'`.execute(tx),
    );
    expect((await theirs.members()).filter(({ department }) => department === "Taken")).toEqual([]);
    return [leftBy(theirs)];
  },
);
