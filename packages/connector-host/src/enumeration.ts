import { hash } from "node:crypto";
import { type Checkpoint, ConnectorError, type Page } from "@muster/connector-sdk";

/**
 * Passes a connector's pages on and ends an enumeration that does not end by itself: a checkpoint that comes again,
 * too many pages, or pages after the last one. Checked before a page is passed on, so that nobody commits the
 * checkpoint of a loop. One that stops without a last page is an error, too: nobody could tell it from a pause.
 */
export async function* guardedPages(
  pages: AsyncIterable<Page>,
  rules: { name: string; from: Checkpoint | null; maxPages: number; signal: AbortSignal },
): AsyncGenerator<Page, void, undefined> {
  const { name, from, maxPages, signal } = rules;
  const seen = new Set(from === null ? [] : [fingerprint(from)]);
  let count = 0;
  let ended = false;
  for await (const page of pages) {
    signal.throwIfAborted();
    if (ended) throw afterLast(name);
    count += 1;
    if (count > maxPages) throw tooManyPages(name, maxPages);
    if (page.checkpoint === null) {
      ended = true;
    } else {
      const mark = fingerprint(page.checkpoint);
      if (seen.has(mark)) throw repeatedCursor(name, count);
      seen.add(mark);
    }
    yield page;
    signal.throwIfAborted();
  }
  signal.throwIfAborted();
  if (!ended) throw noLastPage(name);
}

/** Of fixed length: a cursor may be long, and a million of them are kept. */
function fingerprint(checkpoint: Checkpoint): string {
  return hash("sha256", JSON.stringify(checkpoint), "base64");
}

function repeatedCursor(name: string, page: number): ConnectorError {
  return new ConnectorError(
    "contract",
    `${name} gave a position in its list that it had given before (page ${page}).`,
    {
      code: "repeatedCursor",
      fix: "Run it again; if it comes back, report it to the vendor. Nothing is concluded from this read.",
    },
  );
}

function tooManyPages(name: string, maxPages: number): ConnectorError {
  return new ConnectorError("contract", `The list of ${name} has not ended after ${maxPages} pages.`, {
    code: "tooManyPages",
    fix: "Report it to the vendor. Nothing is concluded from this read.",
  });
}

function noLastPage(name: string): ConnectorError {
  return new ConnectorError(
    "bug",
    `The connector for ${name} stopped before it gave the page that it calls the last.`,
    {
      code: "noLastPage",
      fix: "Report this to the author of the connector. Nothing is concluded from this read.",
    },
  );
}

function afterLast(name: string): ConnectorError {
  return new ConnectorError(
    "bug",
    `The connector for ${name} gave a page after the one it called the last.`,
    {
      code: "pageAfterLast",
      fix: "Report this to the author of the connector.",
    },
  );
}
