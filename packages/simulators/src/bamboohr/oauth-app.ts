import { createHmac } from "node:crypto";
import type { OAuthDefinition } from "../kit/oauth-definition.ts";
import type { VendorRequest } from "../kit/vendor.ts";
import { COMPANY_DOMAIN } from "./dialect.ts";

/** An app of BambooHR's developer portal. Whether its refresh tokens rotate is not documented: here they do. */
export const OAUTH: OAuthDefinition = {
  vendor: "bamboohr",
  scopes: [
    "offline_access",
    "openid",
    "email",
    "employee",
    "employee:name",
    "employee:job",
    "employee:contact",
    "employee:custom_fields",
    "employee_directory",
    "field",
    "report",
    "company:info",
    "webhooks.write",
    "public.integration",
    "public.user",
  ],
  refreshScope: "offline_access",
  expiresIn: 3600,
  rotates: true,
  invalidGrantStatus: 400,
  alsoTold: ({ subject, scope }) => ({
    ...(scope.includes("openid") && { id_token: idToken(subject) }),
    companyDomain: COMPANY_DOMAIN,
  }),
};

export function isConsent({ method, path, query }: VendorRequest): boolean {
  return method === "GET" && path === "/authorize.php" && query.get("request") === "authorize";
}

export function isTokenCall({ method, path, query }: VendorRequest): boolean {
  return method === "POST" && path === "/token.php" && query.get("request") === "token";
}

/** A token of the right form about nobody: no reader should need what is in it. */
function idToken(subject: string): string {
  const parts = [
    { alg: "HS256", typ: "JWT" },
    { iss: `https://${COMPANY_DOMAIN}.bamboohr.com`, sub: subject },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${text}.${createHmac("sha256", "simulated").update(text).digest("base64url")}`;
}
