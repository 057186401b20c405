import { type XmlElement, xmlAll } from "@muster/connector-sdk";

/** The id of one type that a reference holds: there is one per type, in no order to rely on. */
export function idOf(reference: XmlElement | undefined, type: string): string | undefined {
  const found = xmlAll(reference, "ID").find(({ attributes }) => attributes["type"] === type);
  return found === undefined || found.text === "" ? undefined : found.text;
}
