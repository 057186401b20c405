import { hash } from "./hash.ts";
import type { Person } from "./person.ts";
import { TRAIT } from "./traits.ts";

const DAY_MS = 86_400_000;
/** How old the first records may be, in days. */
const OLDEST_DAYS = 400;
/** For how long it is known what a record was before. */
const REMEMBERED_MS = 60_000;

/** When records were written. Times are milliseconds on the company's clock. */
export interface RecordLog {
  /** HR wrote or erased a record at `at`; `before` is what it was, undefined where there was none. */
  edited: (id: number, change: { at: number; before: Person | undefined; erased?: true }) => void;
  /** A date came true: the record is another one, but nobody wrote it. */
  settled: (id: number, change: { at: number; before: Person | undefined }) => void;
  /** When HR last wrote the record. */
  editedAt: (id: number) => number;
  /** When it was made; undefined for one that was there on the first day. */
  addedAt: (id: number) => number | undefined;
  /** Who was written at `at` or later, among `ids`. */
  editedSince: (at: number, ids: readonly number[]) => readonly number[];
  /** Records that are gone, with the time they went. */
  erasures: () => ReadonlyMap<number, number>;
  /** What became another one after `at`, and what it was then. */
  before: (at: number) => ReadonlyMap<number, Person | undefined>;
}

interface Track {
  editedAt: number;
  addedAt: number | undefined;
  past: readonly { until: number; person: Person | undefined }[];
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

  function pastOf(id: number, change: { at: number; before: Person | undefined }): Track["past"] {
    const known = tracks.get(id)?.past.filter(({ until }) => until > change.at - REMEMBERED_MS) ?? [];
    return [...known, { until: change.at, person: change.before }];
  }

  return {
    edited(id, change) {
      // What HR entered ahead of the first day is as old as the other records.
      const early = change.at < firstDay;
      const at = early ? editedAt(id) : change.at;
      const isNew = change.before === undefined && !early;
      const addedAt = isNew ? at : tracks.get(id)?.addedAt;
      tracks.set(id, { editedAt: at, addedAt, past: early ? [] : pastOf(id, change) });
      if (change.erased) erasures.set(id, at);
      else erasures.delete(id);
    },
    settled(id, change) {
      tracks.set(id, {
        editedAt: editedAt(id),
        addedAt: tracks.get(id)?.addedAt,
        past: pastOf(id, change),
      });
    },
    editedAt,
    addedAt: (id) => tracks.get(id)?.addedAt,
    editedSince(at, ids) {
      if (at < firstDay) return ids.filter((id) => editedAt(id) >= at);
      const written = [...tracks].filter(([id, track]) => track.editedAt >= at && !erasures.has(id));
      return written.map(([id]) => id).toSorted((a, b) => a - b);
    },
    erasures: () => erasures,
    before(at) {
      return new Map(
        [...tracks].flatMap(([id, { past }]) => {
          const then = past.find(({ until }) => until > at);
          return then === undefined ? [] : [[id, then.person] as const];
        }),
      );
    },
  };
}
