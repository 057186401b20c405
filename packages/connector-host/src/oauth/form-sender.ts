import type { KeyObject } from "node:crypto";
import { isConnectorError, type OAuth } from "@muster/connector-sdk";
import { createAgents } from "../agents.ts";
import { connectorBug } from "../failures.ts";
import { certificateOf } from "../further-proof.ts";
import { badSecret } from "../signer.ts";
import { createTransport } from "../transport.ts";
import { rsaPrivateKey, signAssertion } from "./assertion.ts";
import { clientOf, encodedPair } from "./client.ts";
import type { Sender, SenderInput, TokenRequest } from "./token-endpoint.ts";

type Fields = Readonly<Record<string, string>>;

/** Sends what simple-oauth2 cannot: assertions (RFC 7521), Basic under another scheme's name, and JSON. */
export function formSender(input: SenderInput): Sender {
  const { auth, secrets, settings, url, operation, lookup, bounds } = input;
  const key = auth.grant.type === "jwtBearer" ? privateKey(auth, secrets) : undefined;
  const client = clientProof(auth, secrets);
  const certificate = certificateOf(auth, secrets);
  return async (request) => {
    const fields = { ...fieldsOf(request, input, key), ...client.fields, ...auth.form?.({ settings }) };
    const agents = createAgents(lookup, bounds.connectMs, certificate);
    try {
      const transport = createTransport({ base: url.origin, agents, bounds });
      const line = {
        url: url.pathname + url.search,
        path: url.pathname,
        shownPath: operation.shownPath,
        ...written(fields, auth.tokenBody),
      };
      const { authorization } = client;
      const { signal } = new AbortController();
      return await transport.send({ request: line, operation, authorization, signal }, "json");
    } finally {
      agents.destroy();
    }
  };
}

function written(
  fields: Fields,
  body: OAuth["tokenBody"],
): { headers: Readonly<Record<string, string>>; body: Buffer } {
  return body === "json"
    ? { headers: { "content-type": "application/json" }, body: Buffer.from(JSON.stringify(fields)) }
    : {
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: Buffer.from(new URLSearchParams(fields).toString()),
      };
}

/** How the client proves itself, where it has a secret. */
function clientProof(auth: OAuth, secrets: Fields): { authorization: string | undefined; fields: Fields } {
  const { grant } = auth;
  if (!("clientAuth" in grant)) return { authorization: undefined, fields: {} };
  const client = clientOf(auth, secrets);
  if (grant.clientAuth === "body") {
    return { authorization: undefined, fields: { client_id: client.id, client_secret: client.secret } };
  }
  const scheme = grant.clientAuth === "basic" ? "Basic" : grant.clientAuth.scheme;
  return { authorization: `${scheme} ${encodedPair(auth, client)}`, fields: {} };
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
    case "assertion":
      return ownAssertion(input);
  }
}

function assertion({ auth, secrets, settings }: SenderInput, key: KeyObject | undefined): string {
  if (auth.grant.type !== "jwtBearer" || !key) throw new TypeError("this grant signs no assertion");
  const { clientId: issuer = "", subject = "" } = secrets;
  return signAssertion(key, { issuer, subject, audience: auth.grant.audience({ settings }) }, new Date());
}

function ownAssertion({ auth, secrets, settings, operation }: SenderInput): Fields {
  if (auth.grant.type !== "assertion") throw new TypeError("this grant has no assertion of its own");
  const { grantType: grant_type, assertion: make } = auth.grant;
  try {
    return { grant_type, assertion: make({ secrets, settings, now: new Date() }) };
  } catch (error) {
    // What it says may quote a key.
    throw isConnectorError(error) ? error : connectorBug(operation.vendor.name, error);
  }
}
