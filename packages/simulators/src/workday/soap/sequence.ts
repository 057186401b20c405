import type { Issue } from "./faults.ts";
import { WD } from "./xml.ts";
import type { XmlNode } from "./tree.ts";

/**
 * Where a child may stand: its rank in the sequence, `any` where the documents do not say, undefined for what there
 * is not.
 */
export type Rank = (name: string) => number | "any" | undefined;

/** Ranks in the order of the names. */
export function ranks(...names: string[]): Rank {
  return (name) => {
    const rank = names.indexOf(name);
    return rank < 0 ? undefined : rank;
  };
}

/** The first child that is unknown, of another namespace, or out of its place. */
export function checkSequence(node: XmlNode, rank: Rank, path: string): Issue | undefined {
  let last = -1;
  for (const child of node.children) {
    const place = child.uri === WD ? rank(child.name) : undefined;
    const xpath = `${path}/wd:${child.name}`;
    if (place === undefined) return { issue: `Element '${child.name}' is not expected.`, xpath };
    if (place === "any") continue;
    if (place < last) return { issue: `Element '${child.name}' is out of sequence.`, xpath };
    last = place;
  }
  return undefined;
}

/** The text of an element, without the blanks around it. */
export function valueOf(node: XmlNode): string {
  return node.text.trim();
}

/** An xsd:boolean; undefined for what is none. */
export function readBoolean(text: string): boolean | undefined {
  if (text === "true" || text === "1") return true;
  return text === "false" || text === "0" ? false : undefined;
}
