import { type XmlElement, xmlElement } from "@muster/connector-sdk";
import { SaxesParser } from "saxes";

type Open = Omit<Parameters<typeof xmlElement>[0], "text" | "children"> & {
  text: string;
  children: XmlElement[];
};

/** The outermost element of an XML text. Throws where it is none. */
export function parse(text: string): XmlElement {
  const open: Open[] = [];
  let root: XmlElement | undefined;
  const parser = new SaxesParser({ xmlns: true });
  parser.on("opentag", ({ local, uri, attributes }) => {
    const plain = Object.values(attributes).filter(({ prefix }) => prefix !== "xmlns");
    open.push({
      name: local,
      namespace: uri,
      attributes: Object.fromEntries(plain.map((attribute) => [attribute.local, attribute.value])),
      children: [],
      text: "",
    });
  });
  parser.on("text", (piece) => {
    const inner = open.at(-1);
    if (inner) inner.text += piece;
  });
  parser.on("closetag", () => {
    const closed = open.pop();
    if (!closed) return;
    const element = xmlElement({ ...closed, text: closed.text.trim() });
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });
  parser.write(text).close();
  if (!root) throw new Error("no element");
  return root;
}
