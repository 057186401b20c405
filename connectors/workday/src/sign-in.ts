import {
  type AuthMethod,
  oauthClientCredentials,
  oauthJwtBearer,
  oauthRefreshToken,
  secret,
  usernameTokenAuth,
} from "@muster/connector-sdk";
import type { Settings } from "./settings.ts";

type Input = { settings: Settings };

const tokenUrl = ({ settings: { host, tenant } }: Input): string =>
  `https://${host}/ccx/oauth2/${tenant}/token`;

// Workday, Register API Client; Merge help, Workday permissions.
const ISU_HELP =
  "An integration system user of yours: no UI sessions, session timeout 0, exempt from password expiry, allowed by the authentication policy. Its security group gets Get on the domains of workers, staffing, positions, organizations, names and work contacts; then activate pending security policy changes.";
const CLIENT_HELP =
  "Register an API client for integrations with the scopes Staffing, Organizations and Roles, and for a report Tenant Non-Configurable.";
const REFRESH_HELP =
  "Tick non-expiring refresh tokens at the client, then make one for the integration system user under Manage Refresh Tokens for Integrations. For a report it has to be the report owner's.";

export const signIn: Readonly<Record<string, AuthMethod<Settings>>> = {
  isu: usernameTokenAuth({
    label: "Integration system user",
    secrets: { username: secret("user name", { help: ISU_HELP }), password: secret("password") },
    username: ({ secrets: { username }, settings }) => userName(username, settings),
    password: ({ password }) => password,
  }),
  oauth: oauthRefreshToken({
    label: "OAuth with a refresh token",
    tokenUrl,
    consent: { url: consentUrl, scopes: [] },
    help: { clientId: CLIENT_HELP, refreshToken: REFRESH_HELP },
  }),
  jwt: oauthJwtBearer({
    label: "OAuth with a signed assertion",
    tokenUrl,
    // By Nango's provider; others send the token's address.
    audience: () => "wd",
    help: {
      clientId: `${CLIENT_HELP} Its grant type is JWT bearer.`,
      privateKey: "RS256; its x509 public key is on the client.",
      subject: "Name of the integration system user.",
    },
  }),
  clientCredentials: oauthClientCredentials({
    label: "OAuth with client credentials",
    tokenUrl,
    // HTTP Basic under another name, and the tenant in the form.
    clientAuth: { scheme: "ID" },
    form: ({ settings }) => ({ tenant_alias: settings.tenant }),
    help: {
      clientId: `${CLIENT_HELP} Then map it to the integration system user (Create Client Credentials Mapping).`,
    },
  }),
};

/** Without its tenant SOAP takes the name for a wrong password; reports take it as the admin gives it. */
function userName(given: string, { tenant, report }: Settings): string {
  return report !== undefined || given.includes("@") ? given : `${given}@${tenant}`;
}

/**
 * On the host that people sign in at, which is not that of the services. What consent reaches is fixed at the client,
 * in functional areas whose names hold blanks, so no scope is asked for.
 */
function consentUrl({ settings: { host, signInHost, tenant } }: Input): string {
  // Unless given: impl-services1.wd12.myworkday.com has its page at impl.wd12.myworkday.com.
  return `https://${signInHost ?? host.replace(/-services\d*\./, ".")}/${tenant}/authorize`;
}
