import type { OAuthDefinition } from "../kit/oauth-definition.ts";

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
