import { createSecureContext } from "node:tls";
import type { AuthMethod } from "@muster/connector-sdk";
import type { ClientCertificate } from "./agents.ts";
import { badSecret } from "./signer.ts";

type Secrets = Readonly<Record<string, string>>;

/** The headers of every request besides Authorization. Throws ConnectorError `config` for one that no header can hold. */
export function proofHeaders(auth: AuthMethod, secrets: Secrets): Readonly<Record<string, string>> {
  const headers = Object.entries(auth.headers ?? {}).map(
    ([name, valueOf]) => [name, valueOf(secrets)] as const,
  );
  const strange = headers.find(([, value]) => !/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value));
  if (strange) {
    throw badSecret(
      auth,
      `The value of ${strange[0]}`,
      "holds a letter with an accent or begins or ends with a blank",
      "neither can be part of it",
    );
  }
  return Object.fromEntries(headers);
}

/** The certificate for mutual TLS, once it was found to be one. Throws ConnectorError `config`. */
export function certificateOf(auth: AuthMethod, secrets: Secrets): ClientCertificate | undefined {
  const certificate = auth.clientCertificate?.(secrets);
  if (!certificate) return undefined;
  try {
    createSecureContext(certificate);
    return certificate;
  } catch {
    // OpenSSL's own message may quote the key.
    throw badSecret(
      auth,
      "The client certificate",
      "is none in PEM, or its key belongs to another",
      "give all of both, from BEGIN to END, the key without a passphrase",
    );
  }
}
