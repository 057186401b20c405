import { STATUS_CODES, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { FaultName } from "./fault-catalog.ts";
import type { Answer } from "./vendor.ts";

const DRIP_MS = 500;
const BOMB_CHUNKS = 1_760;
const BOMB_CHUNK = Buffer.alloc(65_536, " ");

/** Sends `answer`, or what a fault of the transport leaves of it. */
export async function send(
  response: ServerResponse,
  answer: Answer,
  fault: FaultName | undefined,
): Promise<void> {
  if (typeof answer.body !== "string" && fault === undefined)
    return sendPieces(response, answer, answer.body);
  const body = Buffer.from(typeof answer.body === "string" ? answer.body : [...answer.body].join(""));
  const half = body.subarray(0, Math.floor(body.length / 2));
  switch (fault) {
    case "hang":
      return;
    case "slowDrip":
      return drip(response, answer, body);
    case "gzipBomb":
      return sendBomb(response, answer);
    case "cutJson":
      return sendWhole(response, answer, half);
    case "cutLength":
      response.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
      response.write(half, () => response.destroy());
      return;
    case "cutChunked":
      response.writeHead(answer.status, answer.headers);
      response.write(half, () => response.destroy());
      return;
    case "cutClose":
      return sendUntilClose(response, answer, half);
    default:
      return sendWhole(response, answer, body);
  }
}

async function sendPieces(response: ServerResponse, answer: Answer, pieces: Iterable<string>): Promise<void> {
  response.writeHead(answer.status, answer.headers);
  try {
    await pipeline(Readable.from(pieces), response);
  } catch {
    // The reader hung up.
  }
}

function sendWhole(response: ServerResponse, answer: Answer, body: Buffer): void {
  response.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
  response.end(body);
}

/** HTTP allows a body without a length that ends with the connection: nothing shows that it was cut. */
function sendUntilClose(response: ServerResponse, answer: Answer, body: Buffer): void {
  const headers = Object.entries({ ...answer.headers, connection: "close" });
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  response.socket?.write(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ""}\r\n${head}\r\n`);
  response.socket?.end(body);
}

function drip(response: ServerResponse, answer: Answer, body: Buffer): void {
  response.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
  response.flushHeaders();
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + 1));
    sent += 1;
    if (sent >= body.length) response.end();
  }, DRIP_MS);
  response.once("close", () => clearInterval(timer));
}

const packedJson = once(() => pack(bomb([`{"data":[`, "]}"])));
const packedXml = once(() => pack(bomb(["<a>", "</a>"])));

/** Packing takes longer than all the rest of an answer, so once has to do. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function pack(chunks: Iterable<Buffer>): Promise<Buffer> {
  return buffer(Readable.from(chunks, { objectMode: false }).pipe(createGzip({ level: 1 })));
}

async function sendBomb(response: ServerResponse, answer: Answer): Promise<void> {
  response.writeHead(200, { ...answer.headers, "content-encoding": "gzip" });
  const isXml = answer.headers["content-type"]?.includes("xml") === true;
  response.end(await (isXml ? packedXml() : packedJson()));
}

function* bomb([begin, end]: readonly [string, string]): Generator<Buffer> {
  yield Buffer.from(begin);
  for (let sent = 0; sent < BOMB_CHUNKS; sent += 1) yield BOMB_CHUNK;
  yield Buffer.from(end);
}
