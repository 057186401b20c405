import { createHash } from "node:crypto";
import { refuseToken } from "./oauth-answers.ts";
import { answerAuthorize } from "./oauth-authorize.ts";
import type { OAuthDefinition, OAuthParts } from "./oauth-definition.ts";
import { createGrants, type Holder } from "./oauth-grants.ts";
import { answerToken } from "./oauth-token.ts";
import type { Answer, Call, VendorRequest, World } from "./vendor.ts";

/** The OAuth side of a vendor's API. */
export interface OAuth {
  /** The consent page; its operation is `authorize`, and 403 as a fault is an admin who says no. */
  authorize: (request: VendorRequest) => Call;
  /** The token endpoint; its operation is `token`. */
  token: (request: VendorRequest) => Call;
  /** Who a header `Bearer …` stands for; undefined: unknown, expired or revoked. */
  holder: (authorization: string | undefined) => Holder | undefined;
  /** The secrets of the app and of its first installation, with the refresh token that works now. */
  secrets: () => { clientId: string; clientSecret: string; refreshToken: string };
}

/** An app that is registered, and installed by somebody with the rights of `subject`. */
export function createOAuth(
  { company, options }: World,
  definition: OAuthDefinition,
  subject = "full",
): OAuth {
  const secret = (kind: string, n: number): string =>
    createHash("sha256").update(`${definition.vendor} ${kind} ${company.seed} ${n}`).digest("hex");
  const parts: OAuthParts = {
    definition,
    client: { id: secret("client", 0).slice(0, 32), secret: secret("client secret", 0) },
    redirectUris: options.redirectUris,
    expiresIn: options.tokenSeconds ?? definition.expiresIn,
    subject,
    grants: createGrants(secret, company.now),
  };
  const installed = parts.grants.open({ subject, scope: definition.scopes, refresh: true });
  return {
    authorize: (request) => ({
      operation: "authorize",
      answer: () => answerAuthorize(request, parts, false),
      refuse: (status): Answer =>
        status === 403 ? answerAuthorize(request, parts, true) : refuseToken(status),
    }),
    token: (request) => ({
      operation: "token",
      answer: (fault) => answerToken(request, parts, fault),
      refuse: refuseToken,
    }),
    holder(authorization) {
      const [, token] = /^bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
      return token === undefined ? undefined : parts.grants.holder(token);
    },
    secrets: () => ({
      clientId: parts.client.id,
      clientSecret: parts.client.secret,
      refreshToken: installed.refreshToken ?? "",
    }),
  };
}
