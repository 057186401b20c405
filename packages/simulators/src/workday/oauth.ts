import { type KeyObject, verify } from "node:crypto";
import { z } from "zod";
import { createMemo } from "../kit/memo.ts";
import { createOAuth, type OAuth } from "../kit/oauth.ts";
import { oauthError, type OAuthError } from "../kit/oauth-answers.ts";
import type { GrantHook, OAuthDefinition } from "../kit/oauth-definition.ts";
import type { World } from "../kit/vendor.ts";
import { HOST, ISU, TENANT } from "./access.ts";
import { rsaKeyOf } from "./rsa-key.ts";

export const TOKEN_PATH = `/ccx/oauth2/${TENANT}/token`;

const LONGEST_MS = 300_000;
const LEEWAY_MS = 30_000;
// The functional areas of an API client: they belong to its registration, not to a request.
const SCOPES = ["Staffing", "Organizations and Roles", "Tenant Non-Configurable"];
const GRANTED = { subject: "full", scope: SCOPES, refresh: false };

const Header = z.object({ alg: z.literal("RS256") });
const Claims = z.object({ iss: z.string(), sub: z.string(), aud: z.string(), exp: z.number() });

/** The API client of this tenant, with all its grants. */
export interface WorkdayOAuth extends OAuth {
  /** Every `auth` of a Config file, by method: that of the integration system user, and its own. */
  methods: (isu: object) => Readonly<Record<string, object>>;
}

export function createWorkdayOAuth(world: World): WorkdayOAuth {
  const keys = createMemo<ReturnType<typeof rsaKeyOf>>(() => "");
  const key = (): ReturnType<typeof rsaKeyOf> => keys("", () => rsaKeyOf(`workday ${world.company.seed}`));
  const definition: OAuthDefinition = {
    vendor: "workday",
    scopes: SCOPES,
    fixedScopes: true,
    expiresIn: 3600,
    rotates: true,
    invalidGrantStatus: 401,
    grants: {
      "urn:ietf:params:oauth:grant-type:jwt-bearer": byAssertion(world, () => key().publicKey),
      client_credentials: BY_CLIENT,
    },
  };
  const oauth = createOAuth(world, definition);
  return {
    ...oauth,
    methods(isu) {
      const { clientId, clientSecret, refreshToken } = oauth.secrets();
      return {
        isu,
        oauth: { method: "oauth", clientId, clientSecret, refreshToken },
        // Made when it is asked for: a key takes its time.
        get jwt() {
          return { method: "jwt", clientId, privateKey: key().privatePem, subject: ISU };
        },
        clientCredentials: { method: "clientCredentials", clientId, clientSecret },
      };
    },
  };
}

/** The client names itself in a header of Workday's own, and its tenant in the form. */
const BY_CLIENT: GrantHook = {
  withoutSecret: true,
  answer({ form, request, client }) {
    const [, credentials = ""] = /^id\s+([a-z0-9+/=]+)$/i.exec(request.headers.authorization ?? "") ?? [];
    const named = Buffer.from(credentials, "base64").toString("utf8") === `${client.id}:${client.secret}`;
    if (!named) return oauthError("invalid_client", "The client is unknown or its secret is wrong");
    return form.get("tenant_alias") === TENANT
      ? GRANTED
      : oauthError("invalid_request", "tenant_alias is missing or wrong");
  },
};

/** A signed assertion (RFC 7523); `publicKey` is the one that was registered with the client. */
function byAssertion({ company, now }: World, publicKey: () => KeyObject): GrantHook {
  const wrong = (what: string): OAuthError => oauthError("invalid_grant", `The assertion's ${what} is wrong`);
  return {
    withoutSecret: true,
    answer({ form, client, request }) {
      const [head = "", body = "", signature = "", ...more] = (form.get("assertion") ?? "").split(".");
      const header = Header.safeParse(decoded(head));
      const claims = Claims.safeParse(decoded(body));
      if (more.length > 0 || !header.success || !claims.success) return wrong("form");
      const signed = verify(
        "RSA-SHA256",
        Buffer.from(`${head}.${body}`),
        publicKey(),
        Buffer.from(signature, "base64url"),
      );
      if (!signed) return wrong("signature");
      const { iss, sub, aud, exp } = claims.data;
      if (iss !== client.id) return wrong("iss");
      if (sub !== ISU) return wrong("sub");
      if (!isAudience(aud, request.headers.host)) return wrong("aud");
      // Whoever asks lives by the company's clock or by the real one.
      return [now(), company.now()].some((time) => isSoon(exp * 1000 - time)) ? GRANTED : wrong("exp");
    },
  };
}

/** Two published clients disagree: one says wd, the other the address of the token endpoint. */
function isAudience(audience: string, host: string | undefined): boolean {
  const url = URL.parse(audience);
  return audience === "wd" || (url?.pathname === TOKEN_PATH && [HOST, host].includes(url.host));
}

function isSoon(milliseconds: number): boolean {
  return milliseconds > 0 && milliseconds <= LONGEST_MS + LEEWAY_MS;
}

function decoded(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
