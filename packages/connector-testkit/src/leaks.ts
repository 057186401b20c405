import { inspect } from "node:util";
import type { Simulator, TruthRow } from "@muster/simulators";
import type { Findings } from "./scenario.ts";

/** No key of any simulator, and a canary: it may come back nowhere. */
export const WRONG_KEY = "canary-c0ffee-0000-4444-8888-wrong-key";

/** How a Config file names what proves somebody, beside ids and user names that prove nothing. */
const PROOF = /secret|token|key|password/i;

/** What a text that people or logs will see must not hold: a secret in any spelling, or a person. */
export function leaksIn(seen: unknown, simulator: Simulator): Findings {
  const text = typeof seen === "string" ? seen : printed(seen);
  const findings: string[] = [];
  if (secretsOf(simulator).some((secret) => spellings(secret).some((spelling) => text.includes(spelling)))) {
    findings.push("a secret is shown");
  }
  if (simulator.company().some((row) => names(row, text))) findings.push("a person is named");
  return findings;
}

/** The secrets that no text may hold. */
function secretsOf({ keys, authMethods }: Simulator): readonly string[] {
  const proofs = Object.values(authMethods).flatMap((auth) =>
    Object.entries(auth).flatMap(([name, value]) =>
      PROOF.test(name) && typeof value === "string" ? [value] : [],
    ),
  );
  return [keys.full, keys.restricted, keys.narrow, keys.forbidden, WRONG_KEY, ...proofs];
}

/** Everything that any printer of errors could reach: hidden properties, causes, stacks, JSON. */
function printed(value: unknown): string {
  const stack = value instanceof Error ? value.stack : "";
  return `${inspect(value, { depth: 20, showHidden: true, maxStringLength: null })}\n${stack}\n${asJson(value)}`;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
}

/** Plain, in a URL, and as a part of HTTP Basic credentials, wherever it begins in them. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const encoded = [0, 1, 2].map((start) => {
    const groups = Math.floor((bytes.length - start) / 3);
    return bytes.subarray(start, start + 3 * groups).toString("base64");
  });
  return [secret, encodeURIComponent(secret), ...encoded];
}

function names({ workEmail, firstName, lastName }: TruthRow, text: string): boolean {
  return (
    (workEmail !== null && text.includes(workEmail)) ||
    (lastName !== null && text.includes(`${firstName} ${lastName}`))
  );
}
