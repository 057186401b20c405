import { type XmlElement, xmlElement } from "@muster/connector-sdk";
import { SaxesParser, type SaxesTagNS } from "saxes";

/** Deeper than any vendor's document, and long before a stack is at its end. */
const MOST_DEEP = 200;

/** True for `text/xml`, `application/xml` and their relatives (RFC 7303), whatever their parameters. */
export function isXmlType(contentType: string | undefined): boolean {
  return /^(text|application)\/([\w!#$&^.+-]+\+)?xml\s*(;|$)/i.test(contentType?.trim() ?? "");
}

/**
 * Parses XML strictly into elements; undefined where it is none, is not whole, is nested too deep, or declares a
 * document type: entities are the only thing such a declaration could bring, and they are how parsers are attacked.
 */
export function parseXml(text: string): XmlElement | undefined {
  const open: { tag: SaxesTagNS; children: XmlElement[]; text: string }[] = [];
  let root: XmlElement | undefined;
  const parser = new SaxesParser({ xmlns: true });
  const stop = (): void => {
    throw new NotTaken();
  };
  parser.on("error", stop);
  parser.on("doctype", stop);
  parser.on("opentag", (tag) => {
    if (open.length >= MOST_DEEP) stop();
    open.push({ tag, children: [], text: "" });
  });
  const addText = (piece: string): void => {
    const inner = open.at(-1);
    if (inner) inner.text += piece;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const closed = open.pop();
    if (!closed) return;
    const element = elementOf(closed.tag, closed.children, closed.text);
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });
  try {
    parser.write(text).close();
    return root;
  } catch (error) {
    // The parser's own message quotes the text, and so people.
    if (error instanceof NotTaken) return undefined;
    throw error;
  }
}

class NotTaken extends Error {}

function elementOf(tag: SaxesTagNS, children: readonly XmlElement[], text: string): XmlElement {
  const attributes = Object.values(tag.attributes).flatMap(({ prefix, local, value }) =>
    prefix === "xmlns" || local === "xmlns" ? [] : [[local, value] as const],
  );
  return xmlElement({
    name: tag.local,
    namespace: tag.uri,
    attributes: Object.fromEntries(attributes),
    children,
    text: text.trim(),
  });
}
