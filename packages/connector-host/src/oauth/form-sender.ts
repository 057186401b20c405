import type { KeyObject } from "node:crypto";
import { type OAuth } from "@muster/connector-sdk";
import { createAgents } from "../agents.ts";
import { badSecret } from "../signer.ts";
import { createTransport } from "../transport.ts";
import { rsaPrivateKey, signAssertion } from "./assertion.ts";
import { clientOf, encodedPair } from "./client.ts";
import type { Sender, SenderInput, TokenRequest } from "./token-endpoint.ts";

type Fields = Readonly<Record<string, string>>;

/** Sends what simple-oauth2 cannot: a signed assertion (RFC 7523), and Basic under another scheme's name. */
export function formSender(input: SenderInput): Sender {
  const { auth, secrets, settings, url, operation, lookup, bounds } = input;
  const key = auth.grant.type === "jwtBearer" ? privateKey(auth, secrets) : undefined;
  const authorization = schemeAuthorization(auth, secrets);
  return async (request) => {
    const fields = { ...fieldsOf(request, input, key), ...auth.form?.({ settings }) };
    const agents = createAgents(lookup, bounds.connectMs);
    try {
      const transport = createTransport({ base: url.origin, agents, bounds });
      const line = {
        url: url.pathname + url.search,
        path: url.pathname,
        shownPath: operation.shownPath,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: Buffer.from(new URLSearchParams(fields).toString()),
      };
      const { signal } = new AbortController();
      return await transport.send({ request: line, operation, authorization, signal }, "json");
    } finally {
      agents.destroy();
    }
  };
}

function schemeAuthorization(auth: OAuth, secrets: Fields): string | undefined {
  const { grant } = auth;
  if (grant.type === "jwtBearer" || typeof grant.clientAuth !== "object") return undefined;
  return `${grant.clientAuth.scheme} ${encodedPair(auth, clientOf(auth, secrets))}`;
}

function privateKey(auth: OAuth, secrets: Fields): KeyObject {
  const key = rsaPrivateKey(secrets["privateKey"] ?? "");
  if (key) return key;
  throw badSecret(
    auth,
    "The private key",
    "is no RSA key in PEM",
    "give all of it, from BEGIN to END, without a passphrase",
  );
}

function fieldsOf(request: TokenRequest, input: SenderInput, key: KeyObject | undefined): Fields {
  switch (request.type) {
    case "refreshToken":
      return { grant_type: "refresh_token", refresh_token: request.refreshToken };
    case "clientCredentials":
      return { grant_type: "client_credentials" };
    case "code":
      return {
        grant_type: "authorization_code",
        code: request.code,
        redirect_uri: request.redirectUri,
        code_verifier: request.verifier,
      };
    case "jwtBearer":
      return {
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion: assertion(input, key),
      };
  }
}

function assertion({ auth, secrets, settings }: SenderInput, key: KeyObject | undefined): string {
  if (auth.grant.type !== "jwtBearer" || !key) throw new TypeError("this grant signs no assertion");
  const { clientId: issuer = "", subject = "" } = secrets;
  return signAssertion(key, { issuer, subject, audience: auth.grant.audience({ settings }) }, new Date());
}
