import { randomBytes } from "node:crypto";
import type { PartialPolicy } from "@muster/roster";
import {
  findRun,
  giveRole,
  type Integration,
  listMembers,
  type Member,
  migrate,
  openStore,
  type PersonAct,
  parseKeyring,
  replacePolicy,
  type RunRecord,
  type Store,
} from "@muster/store";
import { createTestDatabase, type TestServer } from "@muster/store/testing";
import { afterAll, beforeAll } from "vitest";
import type { Engine } from "../engine.ts";
import { leadRun, type LeadResult } from "../lead-run.ts";
import { connect } from "../operations/create-integration.ts";
import { syncNow } from "../operations/schedule-integration.ts";
import type { RunControl } from "../run.ts";
import { connectorTo, newVendor, staff, type Vendor } from "./vendor.ts";

/** A migrated store for the tests of one file; `startup`: settings of its connections, as `-c name=value`. */
export function useStore(server: TestServer, startup = ""): () => Store {
  let store: Store | undefined;
  let drop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const database = await createTestDatabase({ server });
    drop = database.drop;
    await migrate(database.url);
    const url = new URL(database.url);
    if (startup !== "") url.searchParams.set("options", startup);
    store = await openStore({ connectionString: url.href, maxConnections: 5 });
  });
  afterAll(async () => {
    await store?.close();
    await drop?.();
  });
  return () => {
    if (!store) throw new Error("the store opens before the first test");
    return store;
  };
}

/** An organization of its own with one integration, and a clock that only the test moves. */
export interface World {
  engine: Engine;
  store: Store;
  orgId: number;
  integration: Integration;
  vendor: Vendor;
  /** Moves the business clock. */
  pass(hours: number): void;
  /** Syncs in this process and gives the run as it ended. */
  sync(options?: SyncOptions): Promise<RunRecord>;
  lead(runId: number, control?: Partial<RunControl>): Promise<LeadResult>;
  /** Gives the integration numbers of its own, over those that leave few people in peace. */
  setPolicy(own: PartialPolicy): Promise<void>;
  members(): Promise<Member[]>;
  /** The member of an external id. */
  member(externalId: string): Promise<Member>;
}

interface SyncOptions {
  /** Everybody unless told otherwise. */
  mode?: "full" | "changes";
  dryRun?: boolean;
  control?: Partial<RunControl>;
}

/** What a few people trip that no test here is about: its companies are small, and much happens in them at once. */
const LENIENT: PartialPolicy = {
  sevenDays: { people: 100_000 },
  groups: { half: 100_000, all: 100_000 },
  matches: { people: 100_000 },
  reactivations: { people: 100_000 },
  creates: { people: 100_000 },
  fieldPoints: 100,
  emailChanges: 100,
  rejects: 100,
  duplicates: 100,
  conflicts: { people: 100_000 },
  secondAdminAbove: 100_000,
};

/** A world with an organization of its own, or with another source of a given world's organization. */
export async function newWorld(
  store: Store,
  vendor: Vendor,
  beside?: World,
  name = beside ? "Tiny too" : "Tiny",
): Promise<World> {
  let now = beside?.engine.now() ?? new Date("2026-03-02T09:00:00Z");
  const orgId = beside?.orgId ?? (await newOrganization(store));
  const engine: Engine = {
    store,
    keyring: parseKeyring(randomBytes(32).toString("base64")),
    connectors: new Map([["tiny", connectorTo(vendor)]]),
    allowHosts: [],
    now: () => now,
    log: { info: () => undefined, error: () => undefined },
  };
  const config = { settings: { domain: "acme" }, auth: { method: "apiKey", apiKey: "k" } };
  const integration = await connect(engine, {
    actor: "ada",
    orgId,
    connector: "tiny",
    name,
    config,
  });
  await store.forOrganization(orgId, (tx) => replacePolicy(tx, integration.id, LENIENT));
  const lead = (runId: number, control: Partial<RunControl> = {}): Promise<LeadResult> =>
    leadRun(engine, {
      runId,
      orgId,
      token: null,
      worker: "test",
      control: { signal: new AbortController().signal, shouldYield: () => false, ...control },
    });
  const members = (): Promise<Member[]> =>
    store.forOrganization(orgId, (tx) => listMembers(tx, { afterId: 0, limit: 10_000 }));
  return {
    engine,
    store,
    orgId,
    integration,
    vendor,
    pass: (hours) => {
      now = new Date(now.getTime() + hours * 3_600_000);
    },
    sync: async ({ mode = "full", dryRun = false, control = {} } = {}) => {
      const queued = await syncNow(engine, integration, {
        mode,
        dryRun,
        actor: "ada",
        forWorker: false,
      });
      await lead(queued.id, control);
      const run = await store.forOrganization(orgId, (tx) => findRun(tx, queued.id));
      if (!run) throw new Error("the run is gone");
      return run;
    },
    lead,
    setPolicy: (own) =>
      store.forOrganization(orgId, (tx) => replacePolicy(tx, integration.id, { ...LENIENT, ...own })),
    members,
    member: async (externalId) => {
      const found = (await members()).find((one) =>
        one.identities.some((id) => id.externalId === externalId),
      );
      if (!found) throw new Error(`nobody is ${externalId}`);
      return found;
    },
  };
}

/** Through the system pool: before an organization exists there is none to be isolated to. */
async function newOrganization(store: Store): Promise<number> {
  const slug = `o${randomBytes(6).toString("hex")}`;
  const { rows } = await store.systemPool.query<{ id: number }>(
    "insert into organizations (slug, name) values ($1, $1) returning id",
    [slug],
  );
  return rows[0]?.id ?? 0;
}

/** A company of `count` whose first sync is done. */
export async function syncedCompany(store: Store, count: number): Promise<{ world: World; vendor: Vendor }> {
  const vendor = newVendor(staff(count));
  const world = await newWorld(store, vendor);
  await world.sync();
  return { world, vendor };
}

/** Who acts where a test plays an admin. */
export function act(world: World): PersonAct {
  return { orgId: world.orgId, actor: "ada", now: world.engine.now() };
}

/** Gives everybody a role, which is all that they waited for: they can log in from then on. */
export async function activate(world: World): Promise<void> {
  const memberIds = (await world.members()).map(({ id }) => id);
  await world.store.forOrganization(world.orgId, (tx) =>
    giveRole(tx, act(world), { memberIds, role: "mentor" }),
  );
}

/** Queues a full run, as a click on Sync now does. */
export async function queueRun(world: World): Promise<{ id: number }> {
  return syncNow(world.engine, world.integration, {
    mode: "full",
    dryRun: false,
    actor: "ada",
    forWorker: false,
  });
}
