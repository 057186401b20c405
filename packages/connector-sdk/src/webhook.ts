import { timingSafeEqual } from "node:crypto";
import type { SecretValues } from "./auth.ts";
import type { SecretField } from "./secret.ts";

/** One call of a vendor's, as it came. */
export interface WebhookDelivery {
  /** Lowercase names. */
  headers: Readonly<Record<string, string>>;
  /** The bytes that the signature is of: never parsed and written again. */
  body: Uint8Array;
  receivedAt: Date;
}

/**
 * What a delivery comes to.
 *
 * - `refused`: not proved to be the vendor's, or too old; answered 401
 * - `unreadable`: the vendor's, but not of the documented form; answered 400
 * - `ping`: a trial; answered 200
 * - `touched`: these people are worth another look. `deliveryId` tells a repeated delivery
 */
export type WebhookOutcome =
  | { outcome: "refused"; reason: "noSignature" | "badSignature" | "tooOld" }
  | { outcome: "unreadable"; issue: string }
  | { outcome: "ping" }
  | { outcome: "touched"; externalIds: readonly string[]; deliveryId: string };

/** The vendor's calls on change. What they say of a person is never used: the person is read again. */
export interface Webhook {
  /** What proves a delivery; kept like the secrets of an auth method. */
  secrets: Readonly<Record<string, SecretField>>;
  /** Pure. Checks the signature before it looks at anything else. */
  receive: (delivery: WebhookDelivery, secrets: SecretValues) => WebhookOutcome;
}

/** Compares two signatures in a time that tells nothing of where they differ. */
export function sameSignature(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What JSON of UTF-8 holds; undefined for anything else. For a body whose signature is right. */
export function jsonIn(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
