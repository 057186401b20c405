import type { Hold } from "@muster/store";
import { renderTable } from "../../output/table.ts";

/** People who wait for a decision, or who were decided on. */
export function holdTable(holds: readonly Hold[]): string {
  return renderTable(
    ["member", "external id", "name", "work e-mail", "leaves by", "held by"],
    holds.map((hold) => [
      hold.memberId,
      hold.externalId,
      hold.displayName,
      hold.workEmail,
      hold.cause,
      hold.code,
    ]),
  );
}
