import type { Checkpoint, Page, Watermark } from "@muster/connector-sdk";
import type { Certificate, ReadFacts } from "@muster/roster";
import type { Fill, RunRecord } from "@muster/store";
import { NO_FILL } from "./read-fill.ts";

/** A vendor whose list changes under the reader may make it start over this often in one read. */
export const MAX_RESTARTS = 3;

/** What a run knows of its read; stored as its checkpoint, so that another worker can go on from it. */
export interface ReadState {
  /** Of what the read depends on besides the vendor; null before the first page. */
  config: string | null;
  /** Where the next page starts; null before the first page. */
  cursor: Checkpoint | null;
  /** The last page was committed. */
  done: boolean;
  pages: number;
  people: number;
  /** Records without a readable id. */
  unreadable: number;
  restricted: readonly string[];
  total: number | undefined;
  totalsDiffer: boolean;
  /** The last one given. */
  watermark: Watermark | null;
  /** A record named its person. */
  persons: boolean;
  /** Of the people read so far. */
  fill: Fill;
  /** How often the vendor made the read start over. */
  restarts: number;
  /** Ids that came more than once, counted when the whole read was in. */
  duplicates: number;
  /** Judged when the whole read was in; null before. People whom looks by id add later are no part of the read. */
  certificate: Certificate | null;
}

export function freshRead(restarts = 0): ReadState {
  return {
    config: null,
    cursor: null,
    done: false,
    pages: 0,
    people: 0,
    unreadable: 0,
    restricted: [],
    total: undefined,
    totalsDiffer: false,
    watermark: null,
    persons: false,
    fill: NO_FILL,
    restarts,
    duplicates: 0,
    certificate: null,
  };
}

/** What is known once a page has come, `unreadable` of its records without a readable id. */
export function afterPage(state: ReadState, page: Page, unreadable: number): ReadState {
  const restricted = new Set([...state.restricted, ...(page.restricted ?? [])]);
  return {
    ...state,
    cursor: page.checkpoint,
    done: page.checkpoint === null,
    pages: state.pages + 1,
    people: state.people + page.records.length + page.rejected.length,
    unreadable: state.unreadable + unreadable,
    restricted: [...restricted].toSorted(),
    total: page.total ?? state.total,
    totalsDiffer: state.totalsDiffer || (state.total !== undefined && page.total !== state.total),
    watermark: page.watermark ?? state.watermark,
    persons: state.persons || page.records.some((record) => record.personId !== undefined),
  };
}

/** What the certificate is judged by; `distinctIds` is counted where the people are. */
export function readFacts(
  state: ReadState,
  distinctIds: number,
  baselineRestricted: readonly string[] | null,
): ReadFacts {
  const { done, total, totalsDiffer, unreadable, restricted } = state;
  return {
    lastPageReached: done,
    distinctIds,
    total,
    totalsDiffer,
    unreadableIds: unreadable,
    restricted,
    baselineRestricted,
  };
}

/** The state that an earlier worker committed. Only this package writes checkpoints. */
export function readStateOf(run: RunRecord): ReadState {
  return run.checkpoint === null
    ? freshRead()
    : { ...freshRead(), ...(run.checkpoint as Partial<ReadState>) };
}
