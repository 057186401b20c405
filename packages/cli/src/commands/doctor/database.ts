import type { Muster } from "@muster/config";
import type { Check } from "@muster/connector-sdk";
import {
  inspectDatabase,
  inspectOrganization,
  type Inspection,
  listOrganizations,
  liveWorkers,
  type OrganizationHealth,
} from "@muster/store";
import { checkIntegrations } from "./integrations.ts";

/** The checks of a database that could be opened: so it is reachable, and its migrations are this version's. */
export async function checkDatabase(muster: Muster): Promise<Check[]> {
  const { env, store, engine } = muster;
  const seen = await inspectDatabase(store);
  const where = env.databaseUrl === undefined ? "embedded server" : "server of DATABASE_URL";
  const health: OrganizationHealth[] = [];
  for (const { id } of await listOrganizations(store)) {
    health.push(await store.forOrganization(id, (tx) => inspectOrganization(tx, engine.keyring, id)));
  }
  return [
    pass("database", "Database", `Postgres ${seen.serverVersion}, ${where}`),
    pass("migrations", "Migrations", "all of this version"),
    roles(seen),
    rowSecurity(seen),
    credentials(health),
    orphans(health),
    workers(await liveWorkers(store)),
    abandoned(seen),
    await checkIntegrations(muster),
  ];
}

function pass(id: string, label: string, detail: string): Check {
  return { id, label, outcome: "pass", detail };
}

function roles({ roleFaults }: Inspection): Check {
  const check = { id: "roles", label: "Roles" };
  if (roleFaults.length === 0) {
    return { ...check, outcome: "pass", detail: "organizations are seen by a role without other rights" };
  }
  const fix = "Take these rights from the role; the migrations gave it none of them.";
  return { ...check, outcome: "fail", detail: roleFaults.join("; "), fix };
}

function rowSecurity({ unguardedTables }: Inspection): Check {
  const check = { id: "rowSecurity", label: "Row-level security" };
  if (unguardedTables.length === 0) {
    return { ...check, outcome: "pass", detail: "on for every table with an organization's rows" };
  }
  const fix = "Enable and force row-level security on these tables: without it organizations see each other.";
  return { ...check, outcome: "fail", detail: `not on for ${unguardedTables.join(", ")}`, fix };
}

function credentials(health: readonly OrganizationHealth[]): Check {
  const check = { id: "credentials", label: "Stored credentials" };
  const opened = health.reduce((sum, each) => sum + each.opened, 0);
  const shut = new Map<string, number>();
  for (const [code, count] of health.flatMap((each) => Object.entries(each.sealedShut))) {
    shut.set(code, (shut.get(code) ?? 0) + count);
  }
  if (shut.size === 0) return { ...check, outcome: "pass", detail: `the master key opens all ${opened}` };
  const parts = [...shut].map(([code, count]) => `${count} do not open (${code})`);
  return {
    ...check,
    outcome: "fail",
    detail: `${opened} open, ${parts.join(", ")}`,
    fix: "Give the master key that sealed them, beside the present one, or enter these credentials again.",
  };
}

function orphans(health: readonly OrganizationHealth[]): Check {
  const check = { id: "orphans", label: "Rows without their member" };
  const count = health.reduce((sum, each) => sum + each.orphans, 0);
  if (count === 0) return { ...check, outcome: "pass", detail: "none" };
  const fix = "Members were removed behind Muster's back: restore them from a backup.";
  return { ...check, outcome: "fail", detail: `${count} identities or changes`, fix };
}

function workers(live: readonly string[]): Check {
  const check = { id: "workers", label: "Live workers" };
  if (live.length > 0) return { ...check, outcome: "pass", detail: `${live.length}` };
  const fix = "Start one with `muster worker` or `muster up`: without it no scheduled run begins.";
  return { ...check, outcome: "warn", detail: "none", fix };
}

function abandoned({ abandonedRuns }: Inspection): Check {
  const check = { id: "runs", label: "Runs under way" };
  if (abandonedRuns.length === 0) return { ...check, outcome: "pass", detail: "each has its worker" };
  const fix = "A worker takes them over within two minutes; start one if there is none.";
  return { ...check, outcome: "warn", detail: `nobody leads ${abandonedRuns.join(", ")}`, fix };
}
