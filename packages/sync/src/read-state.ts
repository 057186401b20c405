import type { Checkpoint } from "@muster/connector-sdk";
import type { RunRecord } from "@muster/store";

/** What a run knows of its read; stored as its checkpoint, so that another worker can go on from it. */
export interface ReadState {
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
  /** How often the vendor made the read start over. */
  restarts: number;
}

export function freshRead(restarts = 0): ReadState {
  return {
    cursor: null,
    done: false,
    pages: 0,
    people: 0,
    unreadable: 0,
    restricted: [],
    total: undefined,
    totalsDiffer: false,
    restarts,
  };
}

/** The state that an earlier worker committed. Only this package writes checkpoints. */
export function readStateOf(run: RunRecord): ReadState {
  return run.checkpoint === null
    ? freshRead()
    : { ...freshRead(), ...(run.checkpoint as Partial<ReadState>) };
}
