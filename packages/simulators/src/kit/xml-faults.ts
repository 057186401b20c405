import type { Answer } from "./vendor.ts";

const DEEP = 100_000;
const REFERENCES = 1_000_000;
const DOUBLINGS = 30;

/** Documents that unpack, reach out or nest without end: a reader of XML that trusts them is lost. */
export const XML_ATTACKS = {
  entityBomb(): string {
    const doubled = Array.from(
      { length: DOUBLINGS },
      (_, level) => `<!ENTITY e${level + 1} "&e${level};&e${level};">`,
    );
    return `<!DOCTYPE a [<!ENTITY e0 "aaaaaaaaaa">${doubled.join("")}]><a>&e${DOUBLINGS};</a>`;
  },
  externalEntity(): string {
    return `<!DOCTYPE a [<!ENTITY e SYSTEM "http://169.254.169.254/">]><a>&e;</a>`;
  },
  deepXml(): string {
    return `${"<a>".repeat(DEEP)}${"</a>".repeat(DEEP)}`;
  },
  manyReferences(): string {
    return `<a>${"&#65;".repeat(REFERENCES)}</a>`;
  },
} as const;

export function xmlAttack(name: keyof typeof XML_ATTACKS): Answer {
  const headers = { "content-type": "text/xml; charset=utf-8" };
  return { status: 200, headers, body: `<?xml version="1.0" encoding="UTF-8"?>${XML_ATTACKS[name]()}` };
}
