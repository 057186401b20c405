import { hasEnded, type RunRecord } from "@muster/store";

/** How far a run has come. */
export interface RunProgress {
  phase: RunRecord["state"];
  /** People read so far, as they were last committed. */
  read: number;
  /** Null: the vendor does not say. */
  total: number | null;
  /** Since it began; null: it has not. Of a run that has ended, until then. */
  elapsedSeconds: number | null;
}

type Told = Pick<RunRecord, "state" | "people" | "total" | "startedAt" | "endedAt">;

export function progressOf({ state, people, total, startedAt, endedAt }: Told, now: Date): RunProgress {
  const elapsed = startedAt && (endedAt ?? now).getTime() - startedAt.getTime();
  return {
    phase: state,
    read: people,
    total,
    // Another process may stand at another business time.
    elapsedSeconds: elapsed === null ? null : Math.max(0, Math.floor(elapsed / 1000)),
  };
}

/** `reading, 200 of 400 people, 12 s`; of a total that is unknown it says so while it reads. */
export function progressText({ phase, read, total, elapsedSeconds }: RunProgress): string {
  const unknown = hasEnded(phase) ? "" : ", total unknown";
  const people = total === null ? `${read} people${unknown}` : `${read} of ${total} people`;
  const parts = [phase, phase === "queued" ? null : people, elapsedText(elapsedSeconds)];
  return parts.filter((part) => part !== null).join(", ");
}

/** `12 s`, `3 min 5 s`, `2 h 4 min`. */
export function elapsedText(seconds: number | null): string | null {
  if (seconds === null) return null;
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
