import type { OAuthDefinition } from "../kit/oauth-definition.ts";
import type { VendorRequest } from "../kit/vendor.ts";

/** An app of Bob's marketplace, which is for approved partners. Its scopes and lifetimes are not documented. */
export const OAUTH: OAuthDefinition = {
  vendor: "hibob",
  scopes: ["people:read"],
  fixedScopes: true,
  expiresIn: 3600,
  rotates: true,
  invalidGrantStatus: 400,
};

export function isConsent({ method, path }: VendorRequest): boolean {
  return method === "GET" && path === "/oauth2/v1/apps/authorize";
}

export function isTokenCall({ method, path }: VendorRequest): boolean {
  return method === "POST" && path === "/oauth2/v1/apps/token";
}
