import type { OAuthDefinition } from "../kit/oauth-definition.ts";
import type { VendorRequest } from "../kit/vendor.ts";

/** An app of Rippling's shop, as a company's admin installs it. Its scopes are part of its listing. */
export const OAUTH: OAuthDefinition = {
  vendor: "rippling",
  scopes: [
    "companies.read",
    "custom-fields.read",
    "departments.read",
    "employment-types.read",
    "entitlements.read",
    "levels.read",
    "sso-me.read",
    "teams.read",
    "titles.read",
    "users.read",
    "work-locations.read",
    "workers.custom-fields.read",
    "workers.read",
  ],
  fixedScopes: true,
  expiresIn: 129_600,
  rotates: true,
  // How a dead token is refused is not documented; the framework behind this API has said 401 for long.
  invalidGrantStatus: 401,
  namesAppInPath: true,
  // The documents' name for where the admin is to be sent back to, once the app is installed.
  sentBack: { redirect_uri: "https://app.rippling.com/apps/installed" },
};

/** The app's name is its own: any will do. Older documents have the address without its last word. */
export function isConsent({ method, path }: VendorRequest): boolean {
  return method === "GET" && /^\/apps\/PLATFORM\/[^/]+(\/authorize)?\/?$/.test(path);
}

/** Two of the documents name one address and the third another. */
export function isTokenCall({ method, path }: VendorRequest): boolean {
  return method === "POST" && /^(\/api)?\/o\/token\/?$/.test(path);
}
