import type { Readable } from "node:stream";
import { codeOf } from "./failures.ts";

/** Why a body could not be read. */
type BodyFault = "cut" | "tooLarge";

/** Reads a decompressed body as text, up to a number of bytes. A fault ends the connection. */
export async function readText(
  stream: Readable,
  maxBytes: number,
): Promise<{ text: string } | { fault: BodyFault; code?: string }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      // Leaving the loop destroys the stream, and with it the decompressor of a bomb.
      if (bytes > maxBytes) return { fault: "tooLarge" };
      chunks.push(chunk);
    }
  } catch (error) {
    const code = codeOf(error);
    return { fault: "cut", ...(code === undefined ? {} : { code }) };
  }
  return { text: new TextDecoder().decode(Buffer.concat(chunks)) };
}

/** True for `application/json` and its relatives (RFC 6839), whatever their parameters. */
export function isJsonType(contentType: string | undefined): boolean {
  return /^application\/([\w!#$&^.+-]+\+)?json\s*(;|$)/i.test(contentType?.trim() ?? "");
}

// Either the key in plain letters or one of its letters escaped; anything else cannot spell it.
const MAY_NAME_PROTO = /__proto__|\\u00(5f|6f|70|72|74)/i;

/**
 * Parses JSON strictly; undefined where it is none. Keys named `__proto__` are dropped: no vendor means them, and
 * an assignment further on would make them somebody's prototype.
 */
export function parseJson(text: string): { value: unknown } | undefined {
  try {
    const value: unknown = MAY_NAME_PROTO.test(text) ? JSON.parse(text, withoutProto) : JSON.parse(text);
    return { value };
  } catch {
    // The engine's own message quotes the text, and so people.
    return undefined;
  }
}

function withoutProto(key: string, value: unknown): unknown {
  return key === "__proto__" ? undefined : value;
}
