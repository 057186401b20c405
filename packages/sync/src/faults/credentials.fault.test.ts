import { randomBytes } from "node:crypto";
import { parseKeyring } from "@muster/store";
import { fault } from "@muster/store/testing";
import { expect } from "vitest";
import { leadRun } from "../lead-run.ts";
import { connect } from "../operations/create-integration.ts";
import { leftBy } from "../testing/aftermath.ts";
import { queueRun, syncedCompany, useStore, type World } from "../testing/world.ts";

const store = useStore("pg18");

function query(
  world: World,
  text: string,
  values: unknown[] = [],
): Promise<{ rows: Record<string, unknown>[] }> {
  return world.store.systemPool.query(text, values);
}

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
    expect({ what, ...result }).toMatchObject({
      what,
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
