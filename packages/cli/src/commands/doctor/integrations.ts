import type { Muster } from "@muster/config";
import type { Check } from "@muster/connector-sdk";
import { HEALTH_LABELS, healthOf } from "@muster/roster";
import { listOrganizations, readHealthFacts } from "@muster/store";

const SHOWN = 5;

/** Integrations of all organizations that need somebody, by the table that `integrations list` goes by. */
export async function checkIntegrations({ store, engine }: Muster): Promise<Check> {
  const check = { id: "integrations", label: "Integrations" };
  const ill: string[] = [];
  let all = 0;
  for (const { id, slug } of await listOrganizations(store)) {
    const facts = await store.forOrganization(id, (tx) => readHealthFacts(tx, { now: engine.now() }));
    all += facts.length;
    for (const each of facts) {
      const { state, news } = healthOf(each);
      if (news === "breaks") ill.push(`${slug}/${each.name}: ${HEALTH_LABELS[state]}`);
    }
  }
  if (ill.length === 0) return { ...check, outcome: "pass", detail: `none of ${all} needs somebody` };
  const more = ill.length > SHOWN ? `, and ${ill.length - SHOWN} more` : "";
  const fix = "`muster integrations show ID --org ORGANIZATION` says why and what to do.";
  return { ...check, outcome: "warn", detail: `${ill.slice(0, SHOWN).join(", ")}${more}`, fix };
}
