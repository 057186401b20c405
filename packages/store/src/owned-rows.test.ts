import { sql } from "kysely";
import { expect, test } from "vitest";
import { newFullCompany } from "./testing/full-company.ts";
import { useStore } from "./testing/use-store.ts";

const { store } = useStore("pg18");

test("an organization's identities and holds cannot take the place of another one's", async () => {
  const [theirs, own] = [await newFullCompany(store()), await newFullCompany(store())];
  const identity = own.within((tx) =>
    sql`insert into identities (integration_id, external_id, org_id)
      values (${theirs.integrationId}, 'e99', ${own.orgId})`.execute(tx),
  );
  await expect(identity).rejects.toThrow('row-level security policy for table "identities"');
  const hold = own.within((tx) =>
    sql`insert into holds (org_id, integration_id, external_id, member_id, run_id, last_run_id, cause, code, rule,
        hash, evidence, created_at)
      values (${own.orgId}, ${theirs.integrationId}, 'e99', (select min(id) from members), 1, 1, 'absence',
        'absences', '', gen_random_uuid(), '{}', now())`.execute(tx),
  );
  await expect(hold).rejects.toMatchObject({ constraint: "holds_org_id_integration_id_fkey" });
});
