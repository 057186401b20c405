import type { RuleTrace } from "@muster/roster";
import type { Trace } from "@muster/sync";
import { cleanText } from "../../output/clean-text.ts";
import type { Output } from "../../output/output.ts";
import { type Cell, renderTable } from "../../output/table.ts";

/** A trace of a source that has a look by id. */
export type Told = Exclude<Trace, { outcome: "noLook" }>;

/** A trace as JSON: ids are text, like in every answer; what was not returned says so. */
export function traceJson(externalId: string, trace: Told): object {
  if (trace.outcome === "otherRecord" || trace.outcome === "erased") {
    return { externalId, outcome: trace.outcome };
  }
  const member = trace.memberId === null ? null : String(trace.memberId);
  if (trace.outcome === "notFound") return { externalId, outcome: trace.outcome, member };
  const { outcome, record, employment, targets, rejected, next } = trace;
  return {
    externalId,
    outcome,
    member,
    record,
    employment: employment.employment,
    because: employment.because,
    targets: targetsJson(targets),
    rejected,
    next,
  };
}

/** How each target came to its value. */
export function targetsJson(targets: readonly RuleTrace[]): object[] {
  return targets.map(({ target, from, steps, value, onlyAtCreation }) => ({
    target,
    from: from.map((source) => ({
      field: source.field,
      returned: source.value !== undefined,
      value: source.value ?? null,
    })),
    steps: steps.map((each) => ({ step: each.step, value: each.value ?? null })),
    returned: value !== undefined,
    value: value ?? null,
    onlyAtCreation,
  }));
}

/** The same for a person to read. */
export function targetsTable(targets: readonly RuleTrace[]): string {
  return renderTable(
    ["field", "from", "made of it", "value"],
    targets.map(({ target, from, steps, value, onlyAtCreation }) => [
      onlyAtCreation ? `${target} (only when the member is made)` : target,
      from.map((source) => `${source.field} = ${shown(source.value)}`).join(", else "),
      steps.map((each) => `${each.step}: ${shown(each.value)}`).join("; "),
      shown(value),
    ]),
  );
}

export function printTrace(output: Output, externalId: string, trace: Told): void {
  const say = (text: string): void => output.line(cleanText(text));
  if (trace.outcome === "otherRecord") {
    return say(`Record ${externalId}: the source answered with somebody else's record, which is no answer.`);
  }
  if (trace.outcome === "erased") {
    return say(
      `Record ${externalId} was erased: nothing of it is shown or stored, and it counts as present.`,
    );
  }
  const member = trace.memberId === null ? "no member" : `member ${trace.memberId}`;
  if (trace.outcome === "notFound") {
    return say(
      `Record ${externalId}, ${member}: the source says that there is none. Whether that makes a leaver, complete reads decide.`,
    );
  }
  const { record, employment, targets, rejected, next } = trace;
  say(`Record ${externalId}, ${member}: ${employment.employment}. ${employment.because}`);
  output.line(renderTable(["source field", "value"], Object.entries(record.fields)));
  output.line(targetsTable(targets));
  if (rejected) say(`The next sync: nothing of it can be stored. ${rejected.path} ${rejected.issue}.`);
  if (!next) return;
  say(`The next sync: ${next.words}`);
  if (next.changes.length > 0) {
    output.line(
      renderTable(
        ["field", "now", "then"],
        next.changes.map(({ field, before, after }) => [field, before, after]),
      ),
    );
  }
  output.note(
    "The gate judges a whole sync, and a person's other records count, too: neither is known here.",
  );
}

function shown(value: Cell): string {
  if (value === undefined) return "(not returned)";
  return value === null ? "(empty)" : String(value);
}
