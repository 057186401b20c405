import { type ConnectorContext, isConnectorError, plainDate, type SoapMessage } from "@muster/connector-sdk";
import { type Asked, contextAnswering, type Reply } from "@muster/connector-testkit";
import { type Settings, settingsSchema } from "../settings.ts";
import { parse } from "./parse.ts";

/** A context on 2 July 2026 whose requests are answered by a function. */
export function contextFor(
  answer: (asked: Asked) => Reply,
  settings: object = {},
  changes: Partial<ConnectorContext<Settings>> = {},
): ConnectorContext<Settings> {
  return contextAnswering<Settings>(answer, {
    asOf: plainDate("2026-07-02"),
    now: () => new Date("2026-07-02T14:15:16.789Z"),
    ...changes,
    settings: settingsSchema.parse({ host: "services1.myworkday.com", tenant: "acme", ...settings }),
  });
}

/** What a message asks for, as `Name=value` in its order; the names of what holds others are left out. */
export function askedIn(message: SoapMessage | undefined): string[] {
  const leaves = (xml: ReturnType<typeof parse>): string[] =>
    xml.children.length > 0 ? xml.children.flatMap(leaves) : [`${xml.name}=${xml.text}`];
  return leaves(parse(message?.body ?? ""));
}

/** The code of the error that the work ends with. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "no error",
    (error: unknown) => isConnectorError(error) && error.code,
  );
}

/** Everything that a generator gives. */
export async function all<T>(items: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const item of items) seen.push(item);
  return seen;
}
