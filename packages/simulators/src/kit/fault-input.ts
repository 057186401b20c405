import { z } from "zod";
import { FAULT_NAMES, OPERATIONS, misfit } from "./fault-catalog.ts";
import { parse } from "./parse.ts";

const Count = z.int().min(1);

const Rule = z
  .strictObject({
    operation: z.enum(OPERATIONS),
    attempt: Count.optional(),
    page: Count.optional(),
    fault: z.enum(FAULT_NAMES),
    times: Count.optional(),
  })
  .superRefine((rule, context) => {
    const reason = misfit(rule.fault, rule.operation);
    if (reason !== undefined) context.addIssue({ code: "custom", path: ["fault"], message: reason });
    if (rule.page !== undefined && rule.operation !== "list" && rule.operation !== "changes") {
      context.addIssue({ code: "custom", path: ["page"], message: `${rule.operation} has no pages` });
    }
  });

const FaultsInput = z
  .strictObject({
    rules: z.array(Rule).optional(),
    hidePeople: z.number().min(0).max(1).optional(),
    seed: z.int().optional(),
    mostRows: Count.optional(),
  })
  .refine((input) => [input.rules, input.hidePeople, input.mostRows].some((part) => part !== undefined), {
    message: "give rules, hidePeople, mostRows or some of them",
  });

/**
 * One fault and when it happens: at the `attempt`-th call (from 1) of `operation` on `page` (from 1) since the
 * rule was set, or at each one; `times` in a row, by default once with `attempt` and always without.
 */
export type FaultRule = z.infer<typeof Rule>;
/**
 * `rules` replaces the rules, `hidePeople` (0 to 1) the hidden share of all people, drawn by `seed`, and `mostRows`
 * the most rows that a page of a list holds, whatever is asked for: vendors make their pages smaller unannounced.
 */
export type FaultsInput = z.infer<typeof FaultsInput>;

/** Throws badRequest with every issue, naming the valid words. */
export function parseFaults(input: unknown): FaultsInput {
  return parse(FaultsInput, input);
}
