import { IncomingMessage } from "node:http";
import type { ConnectorError } from "@muster/connector-sdk";
import {
  AuthorizationCode,
  ClientCredentials,
  type ModuleOptions,
  type WreckHttpOptions,
} from "simple-oauth2";
import { z } from "zod";
import { createAgents } from "../agents.ts";
import { badContent, cutBody, tooLarge } from "../body-failures.ts";
import { codeOf, type Operation } from "../failures.ts";
import { certificateOf } from "../further-proof.ts";
import { networkFailure } from "../network-failures.ts";
import { type Answer, startClock } from "../transport.ts";
import { clientOf, encodedPair } from "./client.ts";
import { quietLibrary } from "./quiet-library.ts";
import type { Sender, SenderInput, TokenRequest } from "./token-endpoint.ts";

/**
 * Sends the standard grants through simple-oauth2. Its HTTP client is not ours: it is given agents that look names up
 * and check certificates as all requests of the host do, bytes and time are bounded, redirects are not followed.
 */
export function librarySender(input: SenderInput, clientAuth: "basic" | "body"): Sender {
  const { auth, secrets, operation, lookup, bounds } = input;
  quietLibrary();
  const client = clientOf(auth, secrets);
  const certificate = certificateOf(auth, secrets);
  // Said by us: the library's own complaint quotes what it was given.
  if (clientAuth === "basic") encodedPair(auth, client);
  const options: ModuleOptions = {
    client,
    auth: { tokenHost: input.url.origin, tokenPath: input.url.href },
    options: {
      authorizationMethod: clientAuth === "basic" ? "header" : "body",
      credentialsEncodingMode: "loose",
    },
  };
  return async (request) => {
    const clock = startClock({ operation, signal: new AbortController().signal }, bounds.deadlineMs);
    const agents = createAgents(lookup, bounds.connectMs, certificate);
    clock.signal.addEventListener("abort", agents.destroy, { once: true });
    const agent = input.url.protocol === "https:" ? agents.httpsAgent : agents.httpAgent;
    let redirect: Answer | undefined;
    const http: WreckHttpOptions = {
      maxBytes: bounds.maxBytes,
      // Left to its default it takes a redirect's body for the answer.
      redirects: 1,
      beforeRedirect: (_method, status, _location, headers, _options, next) => {
        redirect = { status, headers: textual(headers), body: null };
        // Declared without the argument by which it refuses.
        (next as (error: Error) => void)(new Error("redirects are not followed"));
      },
      // A getter: the library copies plain values in depth, and the copy of an agent cannot be destroyed.
      get agent() {
        return agent;
      },
    };
    try {
      return { status: 200, headers: {}, body: await call(options, request, input, http) };
    } catch (error) {
      if (redirect) return redirect;
      return answerIn(error, operation, bounds.maxBytes, (failure) => clock.explain(failure));
    } finally {
      clock.stop();
      agents.destroy();
    }
  };
}

/** The parsed body of a 2xx answer. */
async function call(
  options: ModuleOptions,
  request: TokenRequest,
  { auth, settings }: SenderInput,
  http: WreckHttpOptions,
): Promise<unknown> {
  const form = { ...auth.form?.({ settings }) };
  switch (request.type) {
    case "refreshToken": {
      const { refreshToken: refresh_token } = request;
      const token = new AuthorizationCode(options).createToken({ refresh_token });
      return (await token.refresh(form, http)).token;
    }
    case "clientCredentials":
      return (await new ClientCredentials(options).getToken(form, http)).token;
    case "code": {
      const { code, redirectUri: redirect_uri, verifier: code_verifier } = request;
      const parameters = { ...form, code, redirect_uri, code_verifier };
      return (await new AuthorizationCode(options).getToken(parameters, http)).token;
    }
    case "jwtBearer":
    case "assertion":
      throw new TypeError("simple-oauth2 sends no assertion");
  }
}

/** What its HTTP client throws: the answer where there was one, or the network's error. */
const libraryError = z.object({
  isBoom: z.literal(true),
  output: z.object({ statusCode: z.number() }),
  data: z.unknown(),
});
const answered = z.object({ res: z.instanceof(IncomingMessage), payload: z.unknown().optional() });

/**
 * The answer that an error of the library tells of, or an error of ours. Nothing of its error is kept: it holds the
 * request with its secrets.
 */
function answerIn(
  error: unknown,
  operation: Operation,
  maxBytes: number,
  explain: (error: unknown) => ConnectorError,
): Answer {
  const known = libraryError.safeParse(error).data;
  if (!known) {
    // A 2xx answer without a body, or one that is no object, on which the library trips.
    if (codeOf(error) === undefined) return { status: 200, headers: {}, body: null };
    throw explain(networkFailure(operation, error));
  }
  const answer = answered.safeParse(known.data).data;
  if (!answer) throw explain(networkFailure(operation, error));
  const { res, payload } = answer;
  const status = res.statusCode ?? 0;
  const headers = textual(res.headers);
  if (status < 200 || status >= 300) return { status, headers, body: payload ?? null };
  throw explain(unreadable(operation, known.output.statusCode, { status, headers, maxBytes }));
}

function textual(headers: Readonly<Record<string, unknown>>): Answer["headers"] {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
  );
}

/** A 2xx answer whose body was not what it had to be, by the status that the library's error carries. */
function unreadable(
  operation: Operation,
  said: number,
  { status, headers, maxBytes }: { status: number; headers: Answer["headers"]; maxBytes: number },
): ConnectorError {
  if (said === 413) return tooLarge(operation, status, maxBytes);
  if (said === 406) return badContent(operation, status, headers["content-type"], "JSON");
  return cutBody(operation, status, "BAD_JSON", "JSON");
}
