import { isXmlElement, type SoapMessage, type XmlElement, xmlFirst } from "@muster/connector-sdk";
import { type RequestLine, requestLine } from "./request-line.ts";

const SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

/** A SOAP 1.1 request (W3C Note of 8 May 2000, §4 and §6): `security` stands first in the header. */
export function soapRequest(path: string, message: SoapMessage, security = ""): RequestLine {
  const header = `${security}${message.header ?? ""}`;
  const envelope =
    `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope xmlns:soap="${SOAP}">` +
    `${header && `<soap:Header>${header}</soap:Header>`}<soap:Body>${message.body}</soap:Body></soap:Envelope>`;
  const line = requestLine(path, { headers: { accept: "text/xml", soapaction: '""' } });
  return {
    ...line,
    headers: { ...line.headers, "content-type": "text/xml; charset=utf-8" },
    body: Buffer.from(envelope),
  };
}

/** The one child of an envelope's body; undefined for anything that is no SOAP 1.1 envelope. */
export function soapContent(envelope: unknown): XmlElement | undefined {
  if (!isXmlElement(envelope) || envelope.name !== "Envelope" || envelope.namespace !== SOAP)
    return undefined;
  return xmlFirst(envelope, "Body")?.children[0];
}

/** A fault is a failure whatever the status of its answer. */
export function isSoapFault(content: XmlElement): boolean {
  return content.name === "Fault" && content.namespace === SOAP;
}
