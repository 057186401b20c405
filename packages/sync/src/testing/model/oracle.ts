// Written from the rules of the domain alone: nothing here comes from the code that it judges.
import type { Answer, Shown } from "./answer.ts";
import { dayOf, HOUR } from "./company.ts";
import type { Look } from "./source.ts";

export type Claim = "employed" | "left" | "suspect";

/** What a careful reader of the same answers holds of one record. */
export interface Belief {
  id: string;
  source: number;
  claim: Claim | null;
  /** When the first certified read missed a suspect. */
  missedAt: number | null;
  /** As it was last shown in a form that can be read. */
  row: Shown | null;
  /** It was in the newest read, once and readable. */
  seenNow: boolean;
  /** Its leaving waits for a person: it was shown, and has not been applied. */
  held: boolean;
}

export interface Read {
  source: number;
  now: number;
  answer: Answer;
  looks: ReadonlyMap<string, Look>;
  canLook: boolean;
}

const SECOND_LOOK = 12 * HOUR;

type Employment = "preStart" | "active" | "onLeave" | "terminated" | "unknown";

/** In the order of the rules: start ahead, the flag, an end that a later start has left behind, the last day. */
function employmentOf({ flag, start, end }: Shown, day: string): Employment {
  if (start > day) return "preStart";
  const isOver = end !== null && end < day && start <= end;
  if (flag === null) return isOver ? "terminated" : "active";
  if (flag === "active" && isOver) return "unknown";
  return flag;
}

export function isEmployed(row: Shown, day: string): boolean {
  return ["preStart", "active", "onLeave"].includes(employmentOf(row, day));
}

/** Remembers what the sources have shown, and what people decided about it. */
export class Oracle {
  readonly beliefs = new Map<string, Belief>();
  /** Members whom a person keeps out. */
  readonly keptOut = new Set<number>();
  /** Members whom a person kept out, and whose return another word lets through. */
  readonly mayReturn = new Set<number>();
  /** Members whom a person keeps in against their sources, with the last day of it. */
  readonly keptIn = new Map<number, string | null>();
  /** By `member field`: the value that a person gave it. */
  readonly pins = new Map<string, string | null>();
  /** Whose each record is in truth, of those that are gone from the books, too. */
  readonly persons = new Map<string, string>();
  /** Members who are two people by the rules, because one came with the address of the other. */
  readonly takenOver = new Set<number>();
  /** People of whom somebody took a record off their member: they are two members from then on. */
  readonly split = new Set<string>();
  /** Members whom a person protects from every sync. */
  readonly protected = new Set<number>();
  /** As `record member`: a person took the record off that member for good. */
  readonly apart = new Set<string>();
  /** By record: the member whose it is by a person's word. */
  readonly saidSame = new Map<string, number>();
  /** Members of whom nothing may be stored. */
  readonly erased = new Set<number>();
  /** Records that were erased, and those by whose mark of a person their source shows somebody who was. */
  readonly #gone = new Set<string>();
  readonly erasedPersons = new Set<string>();
  /**
   * Members whom an undo put out: the records that have claimed them since before it, whether one of those has ended,
   * and may begin anew, and when the last one has.
   */
  readonly undone = new Map<number, { ids: Set<string>; mayReturn: boolean; ended: number | null }>();
  /** Members for whom an undo took back that their first day had come. */
  readonly heldBack = new Set<number>();
  /** By `record field`: the value of the source that an undo took back. */
  readonly declined = new Map<string, string | null>();
  /** A person has let addresses change in great number. */
  addressesMayMove = false;
  /** Whether the last certified read of a source came without a field; absent: there was none. */
  readonly #withheld = new Map<number, boolean>();
  /** How many people the last full read of a source had. */
  readonly #people = new Map<number, number>();

  belief(id: string): Belief | undefined {
    return this.beliefs.get(id);
  }

  isFirstRun(source: number): boolean {
    return !this.#people.has(source);
  }

  /** Of a record that a source shows: whether it is to be counted and no more. */
  isErased({ id, person }: Pick<Shown, "id" | "person">, source: number): boolean {
    return this.#gone.has(id) || (person !== undefined && this.#gone.has(`${source} ${person}`));
  }

  erase(memberId: number, ids: readonly string[]): void {
    this.erased.add(memberId);
    this.undone.delete(memberId);
    for (const words of [this.keptIn, this.keptOut, this.protected]) words.delete(memberId);
    for (const key of this.pins.keys()) if (key.startsWith(`${memberId} `)) this.pins.delete(key);
    this.eraseRecords(ids);
  }

  eraseRecords(ids: readonly string[]): void {
    for (const id of ids) {
      this.#gone.add(id);
      const { row, source } = this.beliefs.get(id) ?? {};
      if (row?.person !== undefined) this.#gone.add(`${source} ${row.person}`);
      // The same source has said of others that they are the same person's.
      for (const other of this.beliefs.values()) {
        const isSame =
          row?.person !== undefined && other.source === source && other.row?.person === row.person;
        if (isSame) this.#gone.add(other.id);
      }
      this.erasedPersons.add(this.persons.get(id) ?? "");
      this.beliefs.delete(id);
    }
  }

  /** Whether absence from this answer says anything. */
  certifies({ source, answer }: Read): boolean {
    const ids = new Set([...answer.rows.map(({ id }) => id), ...answer.unreadable]);
    const narrower = answer.withheld && this.#withheld.get(source) === false;
    return (
      answer.mode === "full" &&
      answer.ends === "whole" &&
      answer.nameless === 0 &&
      !narrower &&
      (answer.total === null || answer.total === ids.size)
    );
  }

  /** The rules by which a read is so odd that nothing of it may be applied. */
  mustHoldAll(read: Read): string[] {
    const { answer, source } = read;
    const { repeated, unlike } = repeats(answer);
    const people = new Set([...answer.rows.map(({ id }) => id), ...answer.unreadable]).size;
    // Of whoever was erased nothing is read, be it readable or not.
    const rejects = [...answer.unreadable, ...unlike].filter((id) => !this.isErased({ id }, source)).length;
    const full = answer.mode === "full";
    return [
      full && people === 0 && (this.#people.get(source) ?? 0) > 0 && "emptyRoster",
      rejects >= 3 && rejects > people * 0.05 && "rejects",
      repeated.size >= 3 && repeated.size > people * 0.02 && "duplicates",
    ].filter((code) => code !== false);
  }

  /** Takes over what an applied read says of everybody. */
  learn(read: Read): void {
    const { answer, source } = read;
    const certified = this.certifies(read);
    const { unlike } = repeats(answer);
    for (const belief of this.beliefs.values()) belief.seenNow = false;
    for (const id of [...answer.unreadable, ...unlike]) {
      if (!this.isErased({ id }, source)) this.#clear(this.#of(id, source));
    }
    for (const row of answer.rows)
      if (!unlike.has(row.id) && !this.isErased(row, source)) this.#see(row, read);
    const present = new Set([...answer.rows.map(({ id }) => id), ...answer.unreadable]);
    if (certified) {
      for (const belief of this.beliefs.values()) {
        if (belief.source === source && !present.has(belief.id)) this.#miss(belief, read);
      }
      this.#withheld.set(source, answer.withheld);
    }
    if (answer.mode === "full") this.#people.set(source, present.size);
    this.#endDeclines(read.now);
  }

  /** What an undo declined ends where the source has moved on: another value, or the end of the claim. */
  #endDeclines(at: number): void {
    for (const undone of this.undone.values()) {
      for (const id of undone.ids) {
        if (this.beliefs.get(id)?.claim !== "left") continue;
        undone.ids.delete(id);
        undone.mayReturn = true;
      }
      if (undone.ids.size === 0) undone.ended ??= at;
    }
    for (const [key, value] of this.declined) {
      const [id = "", field] = key.split(" ");
      const { row, seenNow, claim } = this.beliefs.get(id) ?? {};
      if (!row || !seenNow || claim !== "employed") continue;
      const now = field === "department" ? row.department : row.email;
      // A value that is gone may be kept by a hold, and what was declined stays so.
      if (now !== undefined && now !== null && now !== value) this.declined.delete(key);
    }
  }

  /** A person has said of these records that they ended. */
  approve(ids: readonly string[]): void {
    for (const id of ids) {
      const belief = this.beliefs.get(id);
      if (belief) Object.assign(belief, { claim: "left", missedAt: null, held: false });
    }
  }

  /** What the store says openly that it has not applied: `frozen` by a conflict, with the claim that stands. */
  admit(
    id: string,
    { held, frozen, since }: { held: boolean; frozen: Claim | null | undefined; since: number | null },
  ): void {
    const belief = this.beliefs.get(id);
    if (!belief) return;
    belief.held = held;
    if (frozen === undefined) return;
    belief.claim = frozen;
    belief.missedAt = since;
  }

  #of(id: string, source: number): Belief {
    const known = this.beliefs.get(id);
    if (known) return known;
    const belief: Belief = {
      id,
      source,
      claim: null,
      missedAt: null,
      row: null,
      seenNow: false,
      held: false,
    };
    this.beliefs.set(id, belief);
    return belief;
  }

  #see(row: Shown, { source, now }: Read): void {
    const belief = this.#of(row.id, source);
    const employment = employmentOf(row, dayOf(now));
    belief.row = row;
    belief.seenNow = true;
    if (employment === "unknown") this.#clear(belief);
    else belief.claim = employment === "terminated" ? "left" : "employed";
    if (belief.claim !== "suspect") belief.missedAt = null;
  }

  /** Seen, in whatever form: missed by nobody any more. */
  #clear(belief: Belief): void {
    if (belief.claim === "suspect" || belief.held) belief.claim = "employed";
    belief.missedAt = null;
  }

  #miss(belief: Belief, { now, looks, canLook, ...rest }: Read): void {
    if (belief.claim === "employed") {
      Object.assign(belief, { claim: "suspect", missedAt: now });
      return;
    }
    if (belief.claim !== "suspect" || now - (belief.missedAt ?? now) < SECOND_LOOK) return;
    const look = looks.get(belief.id);
    if (!canLook || look === "gone") Object.assign(belief, { claim: "left", missedAt: null });
    else if (look !== undefined && look !== "noAnswer") this.#see(look, { now, looks, canLook, ...rest });
  }
}

/** Ids that came more than once, and those of them whose rows differ or cannot all be read. */
function repeats({ rows, unreadable }: Answer): { repeated: Set<string>; unlike: Set<string> } {
  const groups = [...Map.groupBy(rows, ({ id }) => id)].filter(([, same]) => same.length > 1);
  const differ = groups.filter(
    ([id, same]) => unreadable.includes(id) || new Set(same.map((row) => JSON.stringify(row))).size > 1,
  );
  return { repeated: new Set(groups.map(([id]) => id)), unlike: new Set(differ.map(([id]) => id)) };
}

/** The most leavers that a run may let go by the vendor's word; of few people a percentage says nothing. */
export function mostLeavers(base: number): number {
  return base < 20 ? Math.max(2, base * 0.2) : Math.min(500, Math.max(5, base * 0.1));
}

/** The most absent people that a run may let go. */
export function mostAbsences(base: number, listsLeavers: boolean): number {
  return listsLeavers ? Math.max(2, base * 0.01) : mostLeavers(base);
}
