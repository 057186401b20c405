/** The namespace of Workday's web services; answers bind the prefix wd to it. */
export const WD = "urn:com.workday/bsvc";

export type Attributes = Readonly<Record<string, string | undefined>>;

/** An element with `content` inside, which is XML already. Elements and attributes are both qualified. */
export function element(
  name: string,
  content: string | readonly string[],
  attributes: Attributes = {},
): string {
  const inner = typeof content === "string" ? content : content.join("");
  const head = `wd:${name}${Object.entries(attributes).map(attribute).join("")}`;
  return inner === "" ? `<${head}/>` : `<${head}>${inner}</wd:${name}>`;
}

/** An element with a text in it; nothing where there is none. */
export function textElement(name: string, text: string | null | undefined, attributes?: Attributes): string {
  return text === null || text === undefined ? "" : element(name, escapeXml(text), attributes);
}

/** What XML 1.0 cannot hold is left out, and half a character replaced, as an encoder does. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(UNWRITABLE, "")
    .replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? "");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const UNWRITABLE = /[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu;

function attribute([name, value]: [string, string | undefined]): string {
  return value === undefined ? "" : ` wd:${name}="${escapeXml(value)}"`;
}
