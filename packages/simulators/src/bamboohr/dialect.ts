import type { IncomingHttpHeaders } from "node:http";
import type { Answer } from "../kit/vendor.ts";

/** The company's name in addresses. */
export const COMPANY_DOMAIN = "acme";

/** Without this header many endpoints answer XML. */
export function wantsJson(headers: IncomingHttpHeaders): boolean {
  return (headers.accept ?? "").includes("application/json");
}

export function json(value: unknown, status = 200): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

export function xml(body: string): Answer {
  return {
    status: 200,
    headers: { "content-type": "text/xml; charset=UTF-8" },
    body: `<?xml version="1.0"?>\n${body}`,
  };
}

/** An element; content that is no element must be escaped by `escapeXml`. */
export function element(name: string, attributes: Record<string, string>, content = ""): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`);
  return content === "" ? `<${name}${pairs.join("")}/>` : `<${name}${pairs.join("")}>${content}</${name}>`;
}

export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A value as text: empty for null, JSON for what is no text. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The errors of the older endpoints: no body, the reason in a header. 404 also sends its misspelt twin. */
export function headerError(status: number, reason: string): Answer {
  const twin = status === 404 ? { "x-bamboohr-error-messsage": reason } : {};
  return {
    status,
    headers: { "content-type": "text/html; charset=UTF-8", "x-bamboohr-error-message": reason, ...twin },
    body: "",
  };
}

/** The errors of the employee list. */
export function listError(status: number, code: string, message: string): Answer {
  return json({ error: { code, message } }, status);
}

export function unauthorized(): Answer {
  const answer = headerError(401, "API key not provided or invalid");
  const challenge = `Basic realm="https://api.bamboohr.com/${COMPANY_DOMAIN}"`;
  return { ...answer, headers: { ...answer.headers, "www-authenticate": challenge } };
}

/** How an endpoint answers a status that no request caused. */
export type Refuse = (status: number) => Answer;

export const refuseByHeader: Refuse = (status) =>
  status === 401 ? unauthorized() : headerError(status, REASONS[status] ?? "Request failed");

/** The list has words of its own for some. */
export const refuseInList: Refuse = (status) => {
  if (status === 403) return listError(403, "Forbidden", "You do not have permission to view employees");
  return status === 404 ? listError(404, "NotFound", "Not found") : refuseByHeader(status);
};

const REASONS: Record<number, string> = {
  403: "Insufficient Permissions to view this employee",
  404: "Employee not found, Employee not found",
  405: "Method not allowed",
  429: "Limit exceeded",
  500: "Internal server error",
  503: "Service unavailable",
};
