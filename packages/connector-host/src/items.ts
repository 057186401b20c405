import { cutBody, noList, tooLarge } from "./body-failures.ts";
import type { Operation } from "./failures.ts";
import { ListFault, splitList } from "./list-splitter.ts";
import type { StreamedAnswer } from "./transport.ts";

/** The items of a streamed answer. Throws ConnectorError where it is cut or its list is missing. */
export async function* itemsIn(
  { text, status }: StreamedAnswer,
  { operation, at, maxChars }: { operation: Operation; at: string; maxChars: number },
): AsyncGenerator<unknown, void, undefined> {
  const splitter = splitList(at, maxChars);
  try {
    for await (const piece of text) yield* splitter.push(piece);
    splitter.end();
  } catch (error) {
    if (!(error instanceof ListFault)) throw error;
    if (error.fault === "tooLarge") throw tooLarge(operation, status, maxChars);
    throw error.fault === "noList"
      ? noList(operation, status, at)
      : cutBody(operation, status, "BAD_JSON", "JSON");
  }
}
