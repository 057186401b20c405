import type { Answer } from "../../kit/vendor.ts";
import { element, escapeXml, textElement, WD } from "./xml.ts";

const SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
const XML_TYPE = "text/xml; charset=utf-8";
const PROLOG = `<?xml version="1.0" encoding="UTF-8"?>`;
const SERVICE = "The web service or version is invalid for the requested operation";

/** What is wrong with a request, and where. */
export interface Issue {
  issue: string;
  xpath: string;
}

/** An answer that is no fault, around the XML of its body. */
export function success(body: string): Answer {
  return { status: 200, headers: { "content-type": XML_TYPE }, body: answerEnvelope(body) };
}

/** A document whose prefix is another one than that of faults. */
export function answerEnvelope(body: string): string {
  return `${PROLOG}<env:Envelope xmlns:env="${SOAP}"><env:Body>${body}</env:Body></env:Envelope>`;
}

/** Never told apart: an unknown user, a wrong password, no tenant in the name. */
export function notAuthenticated(status = 500): Answer {
  return fault("Client.authenticationError", "invalid username or password", "", status);
}

export function notAuthorized(): Answer {
  return fault(
    "Server.processingError",
    "Processing error occurred. The task submitted is not authorized.",
    "",
  );
}

/** An error inside; what it was is not told. */
export function processingError(): Answer {
  return fault("Server.processingError", "Processing error occurred.", "");
}

export function invalidService(): Answer {
  return validationError({ issue: SERVICE, xpath: "" }, SERVICE);
}

export function validationError(
  { issue, xpath }: Issue,
  told = `Validation error occurred. ${issue}`,
): Answer {
  const error = element("Validation_Error", [
    textElement("Message", issue),
    textElement("Detail_Message", issue),
    textElement("Xpath", xpath),
  ]);
  const detail = `<detail><wd:Validation_Fault xmlns:wd="${WD}">${error}</wd:Validation_Fault></detail>`;
  return fault("Client.validationError", told, detail);
}

/** What stands before Workday answers for it: no SOAP, no Retry-After. */
export function gatewayPage(status: number, text: string): Answer {
  const body = `<html><head><title>Workday</title></head><body><h1>${text}</h1></body></html>`;
  return { status, headers: { "content-type": "text/html;charset=utf-8" }, body };
}

/** How SOAP answers a status that no request caused. Nearly all of them are 500 there. */
export function refuse(status: number): Answer {
  switch (status) {
    case 401:
      return notAuthenticated(401);
    case 403:
      return notAuthorized();
    case 404:
      return gatewayPage(404, "Not Found");
    case 429:
      return gatewayPage(429, "Too Many Requests");
    case 503:
      return gatewayPage(503, "Workday is currently unavailable for scheduled maintenance.");
    default:
      return processingError();
  }
}

/** Throttled: not told apart from any other failure. */
export function throttled(): Answer {
  return gatewayPage(500, "The server is busy");
}

function fault(code: string, text: string, detail: string, status = 500): Answer {
  const inner = `<faultcode>SOAP-ENV:${code}</faultcode><faultstring>${escapeXml(text)}</faultstring>${detail}`;
  const document = `<SOAP-ENV:Envelope xmlns:SOAP-ENV="${SOAP}"><SOAP-ENV:Body><SOAP-ENV:Fault>${inner}</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>`;
  return { status, headers: { "content-type": XML_TYPE }, body: PROLOG + document };
}
