import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { type Company, NOW } from "../testing/company.ts";
import { newFullCompany } from "../testing/full-company.ts";
import { testServers } from "../testing/index.ts";
import { useStore } from "../testing/use-store.ts";
import { listFlaggedMatches, resolveMatch } from "./mentoring.ts";

describe.each(testServers)("a flagged match on %s", (server) => {
  const { store } = useStore(server);

  async function resolve(company: Company, matchId: number, resolution: "kept" | "ended"): Promise<void> {
    const act = { orgId: company.orgId, actor: "ada", now: NOW };
    await company.within((tx) => resolveMatch(tx, act, { matchId, resolution }));
  }

  test.each([
    ["kept", "active", "matches.keep"],
    ["ended", "ended", "matches.end"],
  ] as const)("that a person has %s is %s, waits no longer, and the audit says who", async (...expected) => {
    const [resolution, status, act] = expected;
    const company = await newFullCompany(store());
    const [match] = await company.within((tx) => listFlaggedMatches(tx));
    const id = match?.id ?? 0;
    await resolve(company, id, resolution);
    expect(await company.within((tx) => listFlaggedMatches(tx))).toEqual([]);
    expect(await company.within((tx) => listFlaggedMatches(tx, { closed: true }))).toMatchObject([
      { id, resolution, closedAt: NOW, meetings: 2, goals: 1 },
    ]);
    const { rows } = await company.within((tx) =>
      sql`select m.status, a.act, a.actor from matches m join audit a on a.subject = 'match:' || m.id`.execute(
        tx,
      ),
    );
    expect(rows).toEqual([{ status, act, actor: "ada" }]);
    await expect(resolve(company, id, resolution)).rejects.toMatchObject({ code: "notFlagged" });
  });

  test("is not decided on by another organization", async () => {
    const [company, other] = [await newFullCompany(store()), await newFullCompany(store())];
    const [match] = await company.within((tx) => listFlaggedMatches(tx));
    await expect(resolve(other, match?.id ?? 0, "ended")).rejects.toMatchObject({ code: "notFlagged" });
    expect(await company.within((tx) => listFlaggedMatches(tx))).toHaveLength(1);
  });
});
