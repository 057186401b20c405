import { SaxesParser } from "saxes";

const DEEPEST = 40;

/** An element of a request. Names are told by namespace, never by prefix. */
export interface XmlNode {
  name: string;
  uri: string;
  /** By `{namespace}name`; the namespace is empty where there is none. */
  attributes: ReadonlyMap<string, string>;
  children: XmlNode[];
  text: string;
}

/** The root element; undefined for what is no well-formed XML, has a document type or nests too deep. */
export function parseXml(text: string): XmlNode | undefined {
  try {
    return readTree(text);
  } catch {
    return undefined;
  }
}

export function childOf(node: XmlNode | undefined, uri: string, name: string): XmlNode | undefined {
  return node?.children.find((child) => child.uri === uri && child.name === name);
}

function readTree(text: string): XmlNode | undefined {
  const parser = new SaxesParser({ xmlns: true });
  const open: XmlNode[] = [];
  let root: XmlNode | undefined;
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("doctype", () => {
    throw new Error("A document type is refused");
  });
  parser.on("opentag", ({ local, uri, attributes }) => {
    const node: XmlNode = {
      name: local,
      uri,
      attributes: new Map(
        Object.values(attributes).map((each) => [`{${each.uri}}${each.local}`, each.value] as const),
      ),
      children: [],
      text: "",
    };
    if (open.length >= DEEPEST) throw new Error("Too deep");
    open.at(-1)?.children.push(node);
    root ??= node;
    open.push(node);
  });
  const add = (part: string): void => {
    const node = open.at(-1);
    if (node !== undefined) node.text += part;
  };
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("closetag", () => void open.pop());
  parser.write(text).close();
  return root;
}
