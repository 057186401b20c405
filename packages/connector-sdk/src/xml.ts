const BRAND = Symbol.for("@muster/xml-element");

/** An XML element as it was sent: texts and attribute values stay text, `00123` included. */
export interface XmlElement {
  readonly [BRAND]: true;
  /** Local name; the prefix is the sender's whim. */
  name: string;
  /** URI of its namespace, "" for none. */
  namespace: string;
  /** By local name. */
  attributes: Readonly<Record<string, string>>;
  children: readonly XmlElement[];
  /** Its own character data, joined and trimmed. */
  text: string;
}

/** Makes an element; for whoever parses XML. */
export function xmlElement(parts: Omit<XmlElement, typeof BRAND>): XmlElement {
  return { [BRAND]: true, ...parts };
}

/** Recognises an element by its brand, as what `translateError` is given may be anything. */
export function isXmlElement(value: unknown): value is XmlElement {
  return typeof value === "object" && value !== null && BRAND in value;
}

/** All elements at a path of local names below `element`. */
export function xmlAll(element: XmlElement | undefined, ...path: readonly string[]): XmlElement[] {
  let found = element ? [element] : [];
  for (const name of path) {
    found = found.flatMap(({ children }) => children.filter((child) => child.name === name));
  }
  return found;
}

/** The first element at a path of local names below `element`; undefined where there is none. */
export function xmlFirst(
  element: XmlElement | undefined,
  ...path: readonly string[]
): XmlElement | undefined {
  return xmlAll(element, ...path)[0];
}

/**
 * The text at a path: null where the element is there and empty, undefined where it is not there, which in a
 * vendor's answer may mean that it was not returned.
 */
export function xmlTextAt(
  element: XmlElement | undefined,
  ...path: readonly string[]
): string | null | undefined {
  const found = xmlFirst(element, ...path);
  return found && (found.text === "" ? null : found.text);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** A value as XML text or attribute (XML 1.0 §2.4). Characters that XML 1.0 cannot hold are left out. */
export function xmlText(value: string): string {
  return (
    value
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "")
      .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
  );
}
