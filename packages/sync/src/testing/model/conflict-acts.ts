import { decideConflicts, isStoreError, liftPin, pinField } from "@muster/store";
import { actOf, type ModelWorld, within } from "./world.ts";

/** The admin knows everybody, and says of each record whose it is. */
export async function resolveConflicts(world: ModelWorld): Promise<string> {
  const { oracle, state } = world;
  const answers: string[] = [];
  for (const { number, id, memberId, kind } of state.conflicts) {
    // Several records want one address, and nobody has it: the source has to be corrected.
    if (memberId === null && kind !== "erasedEmail") continue;
    const whose = state.records
      .filter((record) => record.memberId === memberId && record.id !== id)
      .map((record) => oracle.persons.get(record.id));
    const person = oracle.persons.get(id) ?? "";
    const isErased = kind === "erasedEmail" && oracle.erasedPersons.has(person);
    // No id is given to anybody else here.
    const isSame = isErased || kind === "idReused" || whose.includes(person);
    const decision = isSame ? "same" : "different";
    const answer = await within(world, (tx) =>
      decideConflicts(tx, world.engine.keyring, actOf(world), { ids: [number], decision, reason: null }),
    ).then(
      () => {
        if (isErased) oracle.eraseRecords([id]);
        else if (isSame && memberId !== null) oracle.saidSame.set(id, memberId);
        // The record alone moves to the other member, and what else they are stays where it is.
        const home = state.records.find((record) => record.id === id)?.memberId ?? null;
        if (isSame && home !== null && home !== memberId) oracle.split.add(person);
        return decision;
      },
      (error: unknown): string => {
        // Two who work with one address: the source has to be corrected first.
        if (
          isStoreError(error) &&
          ["addressInUse", "conflictDecided", "protectedMember"].includes(error.code)
        )
          return error.code;
        throw error;
      },
    );
    answers.push(`${id}: ${answer}`);
  }
  return `says who is who: ${answers.join(", ")}`;
}

/**
 * Two sources trade addresses between them: no plan of one of them sees the whole trade, and each side waits for the
 * other. An admin gives one of them another address for the time being.
 */
export async function breakCircle(world: ModelWorld): Promise<string> {
  const { conflicts, records } = world.state;
  const asked = conflicts.filter(({ kind }) => kind === "emailTaken");
  const waiting = new Set(
    records.filter(({ id }) => asked.some((one) => one.id === id)).map(({ memberId }) => memberId),
  );
  const [one] = asked.filter(({ memberId }) => memberId !== null && waiting.has(memberId));
  if (!one || one.memberId === null) return "knows of no circle";
  const { memberId } = one;
  const value = `moving${world.company.next++}@acme.test`;
  await within(world, async (tx) => {
    await pinField(tx, actOf(world), { memberId, field: "workEmail", value });
    await liftPin(tx, actOf(world), { memberId, field: "workEmail" });
  });
  return `gives ${memberId} the address ${value} until the next run`;
}
