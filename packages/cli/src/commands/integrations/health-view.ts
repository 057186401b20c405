import { HEALTH_LABELS, type HealthFacts, healthOf } from "@muster/roster";

/** How an integration is, as JSON. */
export function healthJson(facts: HealthFacts): object {
  const { state, reason, fix, since } = healthOf(facts);
  return { state, label: HEALTH_LABELS[state], reason, fix, since };
}

/** `Action needed: …` */
export function healthText(facts: HealthFacts): string {
  const { state, reason } = healthOf(facts);
  return `${HEALTH_LABELS[state]}: ${reason}`;
}
