import { z } from "zod";
import { storedPosition } from "./answers.ts";
import type { Checkpoint, Page } from "./records.ts";

const Position = z.object({ cursor: z.string().min(1) });

/** Where a list goes on, if a cursor is all that this takes. */
export type CursorCheckpoint = z.output<typeof Position>;

/**
 * Page after page of a list whose checkpoints are `{ cursor }`, up to the one with none. Throws StaleCursorError for
 * a checkpoint that is of another form.
 */
export async function* pagesByCursor(
  vendor: string,
  from: Checkpoint | null,
  readPage: (cursor: string | undefined) => Promise<Page>,
): AsyncGenerator<Page, void, undefined> {
  let position = from;
  do {
    const cursor = position === null ? undefined : storedPosition(vendor, Position, position).cursor;
    const page = await readPage(cursor);
    yield page;
    position = page.checkpoint;
  } while (position !== null);
}
