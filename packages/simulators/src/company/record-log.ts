import { hash } from "./hash.ts";
import type { Person } from "./person.ts";
import { TRAIT } from "./traits.ts";

const DAY_MS = 86_400_000;
/** How old the first records may be, in days. */
const OLDEST_DAYS = 400;
/** A record becomes another one: when, what it was (undefined: not there), and how many changes came before. */
export interface RecordChange {
  at: number;
  before: Person | undefined;
  version: number;
}

/** HR wrote a record: when, what it was and what it became; undefined for a record that is not there. */
export interface RecordEdit {
  at: number;
  before: Person | undefined;
  after: Person | undefined;
}

/** When records were written. Times are milliseconds on the company's clock. */
export interface RecordLog {
  /** HR wrote or erased a record. */
  edited: (id: number, change: RecordChange & { erased?: true }) => void;
  /** A date came true: the record is another one, but nobody wrote it. */
  settled: (id: number, change: RecordChange) => void;
  /** When HR last wrote the record. */
  editedAt: (id: number) => number;
  /** When it was made; undefined for one that was there on the first day. */
  addedAt: (id: number) => number | undefined;
  /** Who was written at `at` or later, among `ids`. */
  editedSince: (at: number, ids: readonly number[]) => readonly number[];
  /**
   * All among `ids` who can be another one at `at` or later, by an edit or by a date that came true, and some who are
   * not: nobody's record is looked at.
   */
  touchedSince: (at: number, ids: readonly number[]) => readonly number[];
  /** Records that are gone, with the time they went. */
  erasures: () => ReadonlyMap<number, number>;
  /** What became another one after `at`, and what it was then. */
  before: (at: number) => ReadonlyMap<number, Person | undefined>;
  /** What the record was when there had been `version` changes; `now` is what it is. */
  atVersion: (id: number, version: number, now: Person | undefined) => Person | undefined;
  /** Every time that HR wrote the record, the first one first; `now` is what it is. */
  editsOf: (id: number, now: Person | undefined) => readonly RecordEdit[];
}

interface Track {
  editedAt: number;
  addedAt: number | undefined;
  past: readonly (RecordChange & { settled: boolean })[];
}

/** `firstDay` is the company's first midnight: whoever was there then was last written some time before. */
export function createRecordLog(seed: number, firstDay: number): RecordLog {
  const tracks = new Map<number, Track>();
  const erasures = new Map<number, number>();

  function editedAt(id: number): number {
    return tracks.get(id)?.editedAt ?? foundedAt(id);
  }

  function foundedAt(id: number): number {
    const days = 1 + (hash(seed, TRAIT.edited, id) % OLDEST_DAYS);
    return firstDay - days * DAY_MS + (hash(seed, TRAIT.edited, id, 1) % DAY_MS);
  }

  function pastOf(id: number, { at, before, version }: RecordChange, settled: boolean): Track["past"] {
    return [...(tracks.get(id)?.past ?? []), { at, before, version, settled }];
  }

  return {
    edited(id, change) {
      // What HR entered ahead of the first day is as old as the other records.
      const early = change.at < firstDay;
      const at = early ? editedAt(id) : change.at;
      const isNew = change.before === undefined && !early;
      const addedAt = isNew ? at : tracks.get(id)?.addedAt;
      tracks.set(id, { editedAt: at, addedAt, past: early ? [] : pastOf(id, change, false) });
      if (change.erased) erasures.set(id, at);
      else erasures.delete(id);
    },
    settled(id, change) {
      tracks.set(id, {
        editedAt: editedAt(id),
        addedAt: tracks.get(id)?.addedAt,
        past: pastOf(id, change, true),
      });
    },
    editedAt,
    addedAt: (id) => tracks.get(id)?.addedAt,
    editedSince(at, ids) {
      if (at < firstDay) return ids.filter((id) => editedAt(id) >= at);
      const written = [...tracks].filter(([id, track]) => track.editedAt >= at && !erasures.has(id));
      return written.map(([id]) => id).toSorted((a, b) => a - b);
    },
    touchedSince(at, ids) {
      // The dates of those who were there and never written are over by the first midnight.
      if (at <= firstDay) return ids;
      return [...tracks.keys()].filter((id) => !erasures.has(id)).toSorted((a, b) => a - b);
    },
    erasures: () => erasures,
    before(at) {
      return new Map(
        [...tracks].flatMap(([id, { past }]) => {
          const then = past.find((change) => change.at > at);
          return then === undefined ? [] : [[id, then.before] as const];
        }),
      );
    },
    atVersion(id, version, now) {
      const next = tracks.get(id)?.past.find((change) => change.version >= version);
      return next === undefined ? now : next.before;
    },
    editsOf(id, now) {
      const { past = [], addedAt } = tracks.get(id) ?? {};
      const made = {
        at: foundedAt(id),
        before: undefined,
        after: past[0] === undefined ? now : past[0].before,
      };
      const since = past.flatMap(({ at, before, settled }, index) => {
        const next = past[index + 1];
        return settled ? [] : [{ at, before, after: next === undefined ? now : next.before }];
      });
      return addedAt === undefined ? [made, ...since] : since;
    },
  };
}
