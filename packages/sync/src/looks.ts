import { plainDate } from "@muster/connector-sdk";
import { type Employee, mapEmployee } from "@muster/roster";
import { codeOf, encodeStaged, type RejectedPerson, sift, stageGroup, suspectsDue } from "@muster/store";
import type { Engine } from "./engine.ts";
import type { ReadInput } from "./read.ts";
import type { ReadState } from "./read-state.ts";
import { inRun } from "./run-transaction.ts";

/** By-id looks of one run. Above that the gate holds the absences anyway. */
const MOST_LOOKS = 500;

/**
 * The second look at people whom a second certified read misses too. Whoever is found is staged
 * like everybody who was seen. Whoever the vendor says is gone is noted as gone. Anything else proves nothing,
 * and the person stays a suspect.
 */
export async function lookById(
  engine: Engine,
  input: ReadInput,
  state: ReadState,
  secondLookBefore: Date,
): Promise<void> {
  const { source, lease, run } = input;
  const { integration, open } = source;
  const due = await inRun(engine, lease, (tx) =>
    suspectsDue(tx, { runId: run.id, integrationId: integration.id, secondLookBefore, limit: MOST_LOOKS }),
  );
  if (due.length === 0 || !open.readOne) return;
  const found: Found = { employees: [], rejected: [], gone: [] };
  for (const externalId of due) {
    // Whoever is not looked at stays a suspect, as if the vendor had not answered.
    if (input.shouldYield()) break;
    await look(engine, input, externalId, found);
  }
  await stageGroup(engine.store, lease, {
    ...encodeStaged(lease, { ...sift(input.erasures, found), gone: found.gone }),
    checkpoint: state,
    people: state.people,
    total: state.total,
  });
}

interface Found {
  employees: Employee[];
  rejected: RejectedPerson[];
  gone: string[];
}

async function look(engine: Engine, input: ReadInput, externalId: string, found: Found): Promise<void> {
  const { source, run, signal } = input;
  const asOf = plainDate(run.asOf ?? "");
  try {
    const result = await source.open.readOne?.({ asOf, signal }, externalId);
    if (!result) return;
    if (!result.found) {
      found.gone.push(externalId);
      return;
    }
    // An answer about somebody else is none.
    if (result.record.externalId !== externalId) return;
    const mapped = mapEmployee(result.record, source.integration.mapping, asOf);
    if ("employee" in mapped) found.employees.push(mapped.employee);
    else found.rejected.push({ externalId, issue: `${mapped.rejected.path}: ${mapped.rejected.issue}` });
  } catch (error) {
    signal.throwIfAborted();
    engine.log.info({ run: run.id, code: codeOf(error) }, "a by-id look gave no answer");
  }
}
