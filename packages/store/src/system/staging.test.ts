import { MAPPING_TARGETS, plainDate } from "@muster/connector-sdk";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { countStaged, dedupeStaged } from "../plan/census.ts";
import type { Lease } from "../runs/lease.ts";
import { type Company, employee, newCompany, stage, startRun } from "../testing/company.ts";
import { testServers } from "../testing/index.ts";
import { useStore } from "../testing/use-store.ts";

/** Whatever COPY's text format, SQL or JSON might take for something else. */
const NASTY = [
  "a\tb",
  "a\nb",
  "a\r\nb",
  "\\",
  "\\N",
  "\\.",
  "\\n",
  "\\t\\\\",
  "\\x41",
  "ends with \\",
  "\\\n\\\t",
  "'; drop table staging; --",
  '"quoted" and $1 %s {"a": [1]}',
  "\u0001\b\v\f\u001f",
  "\u2028\u00a0\ufeff\u200f",
  "😀 👩‍👩‍👧 e\u0301",
  "",
  " ",
  "null",
  "ä".repeat(1_000),
  "\t".repeat(1_000),
  "\\".repeat(1_000),
];

const MARKS = [
  "\t",
  "\n",
  "\r",
  "\\",
  "N",
  ".",
  "'",
  '"',
  "x",
  "0",
  "😀",
  "ü",
  " ",
  "\u0000".replace("\0", "t"),
];

/** The same texts in each run. */
function randomTexts(count: number): string[] {
  let seed = 7;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + random(12) }, () => MARKS[random(MARKS.length)] ?? "").join(""),
  );
}

interface Row {
  externalId: string;
  kind: string;
  issue: string | null;
  missing: number;
  [column: string]: unknown;
}

function staged(company: Company, lease: Lease): Promise<Row[]> {
  return company.within(async (tx) => {
    const { rows } = await sql<Row>`
      select external_id as "externalId", kind, issue, missing, org_member_id as "orgMemberId",
        work_email as "workEmail", first_name as "firstName", last_name as "lastName",
        display_name as "displayName", department, job_title as "jobTitle", seniority,
        manager_external_id as "managerExternalId", location, start_date as "startDate", end_date as "endDate"
      from staging where run_id = ${lease.runId} order by external_id collate "C"`.execute(tx);
    return rows;
  });
}

describe.each(testServers)("staging on %s", (server) => {
  const { store } = useStore(server);

  async function begun(): Promise<{ company: Company; lease: Lease }> {
    const company = await newCompany(store());
    return { company, lease: await startRun(company) };
  }

  test("gives every text back as it was, in every column, as an id and as an issue", async () => {
    const { company, lease } = await begun();
    const texts = [...NASTY, ...randomTexts(300)];
    const fieldsOf = (at: number): Record<string, string> =>
      Object.fromEntries(
        MAPPING_TARGETS.map((target, by) => [target, texts[(at + by) % texts.length] ?? ""]),
      );
    const idOf = (at: number): string => `${texts[at]?.slice(0, 150)}${at}`;
    await stage(company, lease, {
      employees: texts.map((_, at) => employee(at, { externalId: idOf(at) }, fieldsOf(at))),
      rejected: texts.map((issue, at) => ({ externalId: `r${idOf(at)}`, issue })),
    });
    const rows = await staged(company, lease);
    expect(rows).toHaveLength(2 * texts.length);
    const byId = new Map(rows.map((row) => [row.externalId, row]));
    texts.forEach((issue, at) => {
      expect(byId.get(idOf(at))).toMatchObject({ kind: "read", issue: null, ...fieldsOf(at) });
      expect(byId.get(`r${idOf(at)}`)).toMatchObject({ kind: "rejected", issue });
    });
  });

  test("tells empty from not returned, and keeps days as days", async () => {
    const { company, lease } = await begun();
    const days = { startDate: plainDate("0001-01-01"), endDate: plainDate("9999-12-31") };
    await stage(company, lease, {
      employees: [
        employee(1, days, { jobTitle: undefined, workEmail: undefined }),
        employee(2, { startDate: undefined }, { firstName: undefined }),
      ],
    });
    const [one, two] = await staged(company, lease);
    expect(one).toMatchObject({ ...days, jobTitle: null, displayName: null });
    const missing = (row: Row | undefined): string[] =>
      MAPPED_COLUMNS.filter((_, bit) => ((row?.missing ?? 0) & (1 << bit)) !== 0);
    expect(missing(one)).toEqual(["work_email", "email_key", "job_title", "attributes"]);
    expect(missing(two)).toEqual(["first_name", "name_key", "start_date", "attributes"]);
  });

  test("counts who is there, more than a stream's chunk of them, and not who is known to be gone", async () => {
    const { company, lease } = await begun();
    const employees = Array.from({ length: 1_234 }, (_, number) => employee(number));
    await stage(company, lease, { employees, rejected: [{ externalId: "r", issue: "x" }], gone: ["g"] });
    await stage(company, lease, { employees: [], gone: ["h"] });
    expect(await company.within((tx) => countStaged(tx, lease.runId))).toEqual({
      rows: 1_235,
      distinctIds: 1_235,
    });
    const { rows } = await store().systemPool.query("select staged_rows as n from runs where id = $1", [
      lease.runId,
    ]);
    expect(rows).toEqual([{ n: 1_235 }]);
  });

  test("keeps nothing of a group whose worker has lost the lease, nor its checkpoint", async () => {
    const { company, lease } = await begun();
    await stage(company, lease, { employees: [employee(1)], checkpoint: { page: 2 } });
    const stale = { ...lease, token: lease.token - 1 };
    const late = stage(company, stale, { employees: [employee(2)], checkpoint: { page: 9 } });
    await expect(late).rejects.toMatchObject({ code: "leaseLost" });
    expect(await staged(company, lease)).toMatchObject([{ externalId: "e1" }]);
    const { rows } = await store().systemPool.query(
      "select checkpoint, staged_rows as n from runs where id = $1",
      [lease.runId],
    );
    expect(rows).toEqual([{ checkpoint: { page: 2 }, n: 1 }]);
  });

  test("leaves one row for an id, and no row's values where they differ", async () => {
    const { company, lease } = await begun();
    const other = await begun();
    await stage(other.company, other.lease, { employees: [employee(1), employee(1)] });
    const unlike = employee(3, {}, { department: "Law" });
    await stage(company, lease, {
      employees: [employee(1), employee(2), employee(2), employee(2), employee(3), unlike, employee(4)],
      rejected: [
        { externalId: "e4", issue: "workEmail: holds a NUL character" },
        { externalId: "r", issue: "one" },
        { externalId: "r", issue: "two" },
      ],
    });
    expect(await company.within((tx) => countStaged(tx, lease.runId))).toEqual({ rows: 10, distinctIds: 5 });
    expect(await company.within((tx) => dedupeStaged(tx, lease.runId))).toBe(4);
    const left = (await staged(company, lease)).map((row) => `${row.externalId} ${row.kind} ${row.issue}`);
    const twice = "rejected id: came twice with different values";
    expect(left.toSorted()).toEqual([
      `e1 read null`,
      `e2 read null`,
      `e3 ${twice}`,
      `e4 ${twice}`,
      `r ${twice}`,
    ]);
    expect(await staged(other.company, other.lease)).toHaveLength(2);
    expect(await company.within((tx) => dedupeStaged(tx, lease.runId))).toBe(0);
  });
});
