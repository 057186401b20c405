import type { Writable } from "node:stream";

/** Where a command writes: data to stdout, everything else to stderr. */
export interface Output {
  /** One line of data. */
  line(text: string): void;
  /** One value as a line of JSON. */
  json(value: unknown): void;
  /** One line for the person at the terminal, after what is on the progress line. */
  note(text: string): void;
  /** What goes on right now; replaced by the next call on a terminal, at most one line a second elsewhere. */
  progress(text: string): void;
  /** Whoever read stdout has gone: a long listing may stop. */
  readonly closed: boolean;
}

const ERASE = "\r\u001b[2K";
const QUIET_MS = 1_000;

/** A stream of a process, or what stands in for one. */
export type OutputStream = Writable & { isTTY?: boolean };

/** Writes to the streams of a process. A reader that goes away, as `head` does, ends the output, not the work. */
export function createOutput(stdout: OutputStream, stderr: OutputStream): Output {
  let closed = false;
  let shown = "";
  let shownAt = -Infinity;
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      if (stream === stdout) closed = true;
    });
  }
  const clear = (): void => {
    if (stderr.isTTY && shown !== "") stderr.write(ERASE);
    shown = "";
  };
  const data = (text: string): void => {
    // On a terminal both streams end up on one screen.
    if (stderr.isTTY) clear();
    if (!closed) stdout.write(`${text}\n`);
  };
  return {
    line: data,
    json: (value) => data(JSON.stringify(value)),
    note(text) {
      clear();
      stderr.write(`${text}\n`);
    },
    progress(text) {
      if (stderr.isTTY) {
        shown = text;
        stderr.write(`${ERASE}${text}`);
      } else if (text !== shown && performance.now() - shownAt >= QUIET_MS) {
        shown = text;
        shownAt = performance.now();
        stderr.write(`${text}\n`);
      }
    },
    get closed() {
      return closed;
    },
  };
}
