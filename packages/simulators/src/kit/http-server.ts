import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { SimulatorError } from "../error.ts";

const HOST = "127.0.0.1";
const KEEP_ALIVE_MS = 120_000;
const MOST_BYTES = 1_000_000;

export interface RunningServer {
  /** Without a trailing slash. */
  url: string;
  close: () => Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Serves on loopback; port 0 takes a free one. Throws portTaken or portRefused. */
export async function serve(port: number, handler: Handler): Promise<RunningServer> {
  const server = createServer((request, response) => {
    handler(request, response).catch((error: unknown) => {
      // A bug of the simulator: the reader must not take it for the vendor's 500.
      const message = error instanceof Error ? error.message : String(error);
      if (!response.headersSent) sendJson(response, 500, errorBody("simulatorBug", message));
      else response.destroy();
    });
  });
  // Within Node's 5 s a busy reader may take up a connection in the moment it is closed, and meets a reset.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(port, error)));
    server.listen(port, HOST, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  return {
    url: `http://${HOST}:${bound}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}

export function errorBody(code: string, message: string): { error: { code: string; message: string } } {
  return { error: { code, message } };
}

/** The body of a request as text. Throws badRequest above 1 MB. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue;
    size += chunk.length;
    if (size > MOST_BYTES) throw new SimulatorError("badRequest", "The body is larger than 1 MB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The JSON body of a request. Throws badRequest when it is none, or above 1 MB. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SimulatorError("badRequest", "The body is not JSON.", { cause });
  }
}

function listenError(port: number, cause: NodeJS.ErrnoException): SimulatorError {
  return cause.code === "EADDRINUSE"
    ? new SimulatorError("portTaken", `Port ${port} is taken. Choose another one, or 0 for a free one.`, {
        cause,
      })
    : new SimulatorError(
        "portRefused",
        `Port ${port} cannot be used (${cause.code ?? "unknown"}). Choose another one, or 0 for a free one.`,
        { cause },
      );
}
