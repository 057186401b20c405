import { createHash } from "node:crypto";
import type { TokenInUse } from "./vendor.ts";

/** What somebody allowed the app to do. */
export interface Grant {
  /** On whose behalf the app acts: a name that the vendor knows. */
  subject: string;
  scope: readonly string[];
  /** The one that works now; null: none was given out. */
  refreshToken: string | null;
  revoked: boolean;
}

/** What a code was given out for. */
export interface Consent {
  subject: string;
  scope: readonly string[];
  redirectUri: string;
  /** PKCE, S256; absent when the app sent none. */
  challenge: string | undefined;
}

/** Who a bearer token stands for. */
export interface Holder {
  subject: string;
  scope: ReadonlySet<string>;
  token: TokenInUse;
}

/** The codes, grants and tokens of one app. Times are milliseconds on the company's clock. */
export interface Grants {
  open: (granted: { subject: string; scope: readonly string[]; refresh: boolean }) => Grant;
  giveCode: (consent: Consent) => string;
  /** Works once; a second try ends the grant that came of the first (RFC 6749, 4.1.2). */
  takeCode: (code: string) => Consent | undefined;
  /** Remembers which grant came of a code. */
  redeemed: (code: string, grant: Grant) => void;
  byRefreshToken: (token: string) => Grant | undefined;
  /** Puts another refresh token in the place of the one that works. */
  rotate: (grant: Grant) => void;
  giveAccess: (grant: Grant, seconds: number) => string;
  holder: (accessToken: string) => Holder | undefined;
}

const CODE_MS = 60_000;

interface Code extends Consent {
  expiresAt: number;
  used: boolean;
  grant?: Grant;
}

/** `secret` makes the n-th text of a kind: the same calls in the same order give the same tokens. */
export function createGrants(secret: (kind: string, n: number) => string, now: () => number): Grants {
  const codes = new Map<string, Code>();
  const refreshable = new Map<string, Grant>();
  const access = new Map<string, { grant: Grant; expiresAt: number }>();
  let made = 0;

  function mint(kind: string): string {
    made += 1;
    return secret(kind, made);
  }

  function rotate(grant: Grant): void {
    if (grant.refreshToken !== null) refreshable.delete(grant.refreshToken);
    grant.refreshToken = mint("refresh");
    refreshable.set(grant.refreshToken, grant);
  }

  return {
    open({ subject, scope, refresh }) {
      const grant: Grant = { subject, scope, refreshToken: null, revoked: false };
      if (refresh) rotate(grant);
      return grant;
    },
    giveCode(consent) {
      const code = mint("code");
      codes.set(code, { ...consent, expiresAt: now() + CODE_MS, used: false });
      return code;
    },
    takeCode(text) {
      const code = codes.get(text);
      if (code?.grant !== undefined) code.grant.revoked = true;
      if (code === undefined || code.used || code.expiresAt <= now()) return undefined;
      code.used = true;
      return code;
    },
    redeemed(text, grant) {
      const code = codes.get(text);
      if (code !== undefined) code.grant = grant;
    },
    byRefreshToken(token) {
      const grant = refreshable.get(token);
      return grant?.revoked === false ? grant : undefined;
    },
    rotate,
    giveAccess(grant, seconds) {
      for (const [token, { expiresAt }] of access) if (expiresAt <= now()) access.delete(token);
      const token = mint("access");
      access.set(token, { grant, expiresAt: now() + seconds * 1000 });
      return token;
    },
    holder(accessToken) {
      const known = access.get(accessToken);
      if (known === undefined || known.grant.revoked || known.expiresAt <= now()) return undefined;
      const { grant } = known;
      return {
        subject: grant.subject,
        scope: new Set(grant.scope),
        token: {
          expire: () => void access.delete(accessToken),
          revoke() {
            grant.revoked = true;
          },
        },
      };
    },
  };
}

/** Whether `verifier` is what the S256 `challenge` was made of (RFC 7636, 4.6). One without the other is refused. */
export function provesChallenge(challenge: string | undefined, verifier: string | null): boolean {
  if (challenge === undefined || verifier === null) return challenge === undefined && verifier === null;
  return createHash("sha256").update(verifier).digest("base64url") === challenge;
}
