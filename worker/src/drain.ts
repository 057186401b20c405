/** The end of a worker, as the runs that are under way see it. */
export interface Drain {
  /** True from the moment on at which runs should hand over at their next page. */
  readonly begun: boolean;
  /** Aborts when the grace is over: a statement is cancelled, a request is given up. */
  readonly signal: AbortSignal;
  begin(): void;
  /** Nothing is under way any more. */
  finish(): void;
}

/** `graceMs`: how long a run may go on to its next page, or to the end of a short apply. */
export function createDrain(graceMs: number): Drain {
  const control = new AbortController();
  let begun = false;
  let timer: NodeJS.Timeout | undefined;
  return {
    get begun() {
      return begun;
    },
    signal: control.signal,
    begin() {
      if (begun) return;
      begun = true;
      timer = setTimeout(() => control.abort(new Error("The worker stops.")), graceMs);
    },
    finish() {
      clearTimeout(timer);
    },
  };
}
