import { MAPPING_TARGETS } from "@muster/connector-sdk";
import type { Employee } from "@muster/roster";
import type { Fill } from "@muster/store";

export const NO_FILL: Fill = {
  people: 0,
  filled: Object.fromEntries(MAPPING_TARGETS.map((target) => [target, 0])),
};

/**
 * How many people of a read have a value, with these besides: counted while they are mapped, because afterwards it
 * takes another pass over everybody. As `countFill` counts what is staged, without leavers.
 */
export function addFill(fill: Fill, employees: readonly Employee[]): Fill {
  const filled = { ...fill.filled };
  let { people } = fill;
  for (const { employment, fields } of employees) {
    if (employment === "terminated") continue;
    people += 1;
    for (const target of MAPPING_TARGETS) {
      const value = fields[target];
      if (value !== undefined && value !== null) filled[target] = (filled[target] ?? 0) + 1;
    }
  }
  return { people, filled };
}
