import { anyProtected, type HoldRule, type Tx } from "@muster/store";
import type { Plan } from "./plan.ts";

/** What waits for a person whatever the gate says: the rules come before the gate's, so that a hold names them. */
export async function reviewRules(tx: Tx, { policy, counts }: Plan): Promise<HoldRule[]> {
  const rules: HoldRule[] = [];
  if (counts.deactivate > 0 && (await anyProtected(tx))) {
    rules.push({
      causes: ["termination", "absence", "outOfScope"],
      code: "protected",
      rule: "a protected person leaves by a person's word only",
      only: { review: "protected" },
    });
  }
  if (counts.deactivate > 0) {
    rules.push({
      causes: ["termination", "absence", "outOfScope"],
      code: "staleClaim",
      rule: `nobody else claims them but sources without a certified run for ${policy.staleDays} days`,
      only: { review: "staleClaim" },
    });
    rules.push({
      causes: ["termination", "absence", "outOfScope"],
      code: "nobodyClaims",
      rule: "their source let them go, and a person ended the other claim that had kept them",
      only: { review: "nobodyClaims" },
    });
  }
  if (counts.deactivate > 0 && policy.outOfScope === "review") {
    rules.push({
      causes: ["outOfScope"],
      code: "outOfScope",
      rule: "the policy no longer takes them in",
    });
  }
  if (counts.reactivate > 0) {
    rules.push({
      causes: ["reactivate"],
      code: "returnReview",
      rule: `terminated more than ${policy.reactivateDays} days ago, and employed again`,
      only: { review: "lateReturn", days: policy.reactivateDays },
    });
  }
  return rules;
}
