import type { SourceRecord } from "@muster/connector-sdk";
import {
  creationTargets,
  dayIn,
  foldKey,
  mapEmployee,
  type NextStep,
  nextStep,
  policyOf,
  type RuleTrace,
  traceMapping,
  whyEmployment,
} from "@muster/roster";
import { type Integration, knownBy, loadErasures, readStored } from "@muster/store";
import type { Engine } from "../engine.ts";
import { openIntegration } from "../integration-connector.ts";

/** A person as the source has them now, and what a sync would make of it. */
export type Trace =
  | { outcome: "noLook" }
  /** Their data was erased: nothing is shown of them either. */
  | { outcome: "erased" }
  | { outcome: "notFound"; memberId: number | null }
  /** The vendor answered with somebody else, which is no answer. */
  | { outcome: "otherRecord" }
  | {
      outcome: "found";
      record: SourceRecord;
      employment: ReturnType<typeof whyEmployment>;
      targets: readonly RuleTrace[];
      /** Why the record cannot be stored; null where it can. */
      rejected: { path: string; issue: string } | null;
      memberId: number | null;
      /** Null where it cannot be stored. */
      next: NextStep | null;
    };

/** Reads one person now by the by-id look. No run, and nothing is stored. */
export async function tracePerson(
  engine: Engine,
  integration: Integration,
  input: { externalId: string; signal: AbortSignal },
): Promise<Trace> {
  const { externalId, signal } = input;
  const asOf = dayIn(integration.timeZone, engine.now());
  const owner = { orgId: integration.orgId, keyring: engine.keyring };
  const erasures = await engine.store.forOrganization(integration.orgId, (tx) =>
    loadErasures(tx, owner, integration.id),
  );
  if (erasures?.markOf({ externalId }) !== undefined) return { outcome: "erased" };
  const source = await openIntegration(engine, integration);
  try {
    if (!source.open.readOne) return { outcome: "noLook" };
    const look = await source.open.readOne({ asOf, signal }, externalId);
    if (look.found && look.record.externalId !== externalId) return { outcome: "otherRecord" };
    const mapped = look.found ? mapEmployee(look.record, integration.mapping, asOf) : null;
    if (mapped && "employee" in mapped && erasures?.markOf(knownBy(mapped.employee)) !== undefined) {
      return { outcome: "erased" };
    }
    const workEmail = mapped && "employee" in mapped ? mapped.employee.fields.workEmail : null;
    const { memberId, stored } = await engine.store.forOrganization(integration.orgId, (tx) =>
      readStored(tx, {
        integrationId: integration.id,
        externalId,
        emailKey: workEmail ? foldKey(workEmail) : null,
      }),
    );
    if (!look.found || !mapped) return { outcome: "notFound", memberId };
    const { record } = look;
    return {
      outcome: "found",
      record,
      employment: whyEmployment(record, asOf),
      targets: traceMapping(integration.mapping, record.fields),
      rejected: "rejected" in mapped ? { path: mapped.rejected.path, issue: mapped.rejected.issue } : null,
      memberId,
      next:
        "employee" in mapped
          ? nextStep(mapped.employee, stored, {
              scope: policyOf(integration.policy).scope,
              atCreation: creationTargets(integration.mapping),
            })
          : null,
    };
  } finally {
    source.open.close();
  }
}
