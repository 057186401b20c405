import { parseJson } from "./json-body.ts";

/** Why a streamed list could not be taken. */
export class ListFault extends Error {
  /** `cut`: not whole JSON. `noList`: whole, without the list. `tooLarge`: one item, or all else, over the cap. */
  readonly fault: "cut" | "noList" | "tooLarge";
  constructor(fault: ListFault["fault"]) {
    super(fault);
    this.fault = fault;
  }
}

export interface ListSplitter {
  /** The items that end in this piece of text. Throws ListFault. */
  push: (piece: string) => unknown[];
  /** After the last piece. Throws ListFault where the text is not whole, or never held the list. */
  end: () => void;
}

/**
 * Cuts the items out of `{…, "<at>": [item, …], …}` as its text arrives, holding one item at a time. Each item, and
 * what stands around them, is then parsed by the engine's own strict parser: so nothing malformed passes, and a
 * document that ends early is never a shorter list. Written here because the parsers of the registry that stream
 * say themselves that they are not made for input that one does not trust.
 */
export function splitList(at: string, maxChars: number): ListSplitter {
  /** Everything but the items. */
  let outline = "";
  let item = "";
  let depth = 0;
  let inString = false;
  let escaped = false;
  let text = "";
  /** The name that a value at the outermost level belongs to. */
  let name: string | undefined;
  let inList = false;
  let listSeen = false;
  let itemsSeen = 0;

  const keep = (character: string): void => {
    if (inList) item += character;
    else outline += character;
    if (item.length > maxChars || outline.length > maxChars) throw new ListFault("tooLarge");
  };

  const take = (out: unknown[], last: boolean): void => {
    // Only an empty list may hold nothing before its end.
    const empty = item.trim() === "";
    if (empty && last && itemsSeen === 0) return;
    const parsed = empty ? undefined : parseJson(item);
    if (!parsed) throw new ListFault("cut");
    out.push(parsed.value);
    itemsSeen += 1;
    item = "";
  };

  const inText = (character: string): void => {
    keep(character);
    text += character;
    if (escaped) escaped = false;
    else if (character === "\\") escaped = true;
    else if (character === '"') {
      inString = false;
      if (depth === 1 && !inList) name = nameIn(text);
    }
    if (inList || depth !== 1) text = "";
  };

  const opens = (character: string): void => {
    const list = character === "[" && depth === 1 && !inList && name === at;
    if (list && listSeen) throw new ListFault("cut");
    keep(character);
    depth += 1;
    if (list) {
      inList = true;
      listSeen = true;
    }
  };

  const closes = (out: unknown[], character: string): void => {
    if (inList && depth === 2 && character === "]") {
      take(out, true);
      inList = false;
      item = "";
    }
    depth -= 1;
    keep(character);
  };

  const step = (out: unknown[], character: string): void => {
    if (inString) inText(character);
    else if (character === '"') {
      inString = true;
      text = character;
      keep(character);
    } else if (character === "{" || character === "[") opens(character);
    else if (character === "}" || character === "]") closes(out, character);
    else if (inList && depth === 2 && character === ",") take(out, false);
    else {
      if (depth === 1 && character === ",") name = undefined;
      keep(character);
    }
  };

  return {
    push(piece) {
      const out: unknown[] = [];
      for (const character of piece) step(out, character);
      return out;
    },
    end() {
      if (inList || inString || !parseJson(outline)) throw new ListFault("cut");
      if (!listSeen) throw new ListFault("noList");
    },
  };
}

function nameIn(text: string): string | undefined {
  const parsed = parseJson(text)?.value;
  return typeof parsed === "string" ? parsed : undefined;
}
