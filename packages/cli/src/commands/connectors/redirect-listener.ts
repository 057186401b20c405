import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { codeOf } from "@muster/store";
import { usageError } from "../../errors/command-error.ts";

/** What becomes of an answer that came by way of the browser. */
export type Verdict =
  /** It is not what is waited for: the waiting goes on. */
  { kind: "ignored" } | { kind: "done" } | { kind: "failed"; error: unknown };

/** A server on loopback to which the vendor sends the admin back (RFC 8252 §7.3). */
export interface RedirectListener {
  redirectUri: string;
  /** Judges each answer until one is done or failed; throws that failure, or the signal's reason. */
  wait: (judge: (query: URLSearchParams) => Promise<Verdict>, signal: AbortSignal) => Promise<void>;
  close: () => void;
}

const PATH = "/callback";
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  connection: "close",
};

/** Listens on 127.0.0.1; port 0 takes a free one. Throws CommandError `portTaken`. */
export async function openRedirectListener(port: number): Promise<RedirectListener> {
  const server = createServer();
  await listen(server, port);
  // It listens on a port, not on a pipe.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    redirectUri: `http://${host}${PATH}`,
    wait: async (judge, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      signal.throwIfAborted();
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      const serveOne = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        const query = queryOf(request, host);
        if (!query) return answer(response, 404, "There is nothing here.");
        const verdict = await judge(query);
        answer(response, ...pageOf(verdict));
        if (verdict.kind === "done") resolve();
        if (verdict.kind === "failed") reject(verdict.error);
      };
      server.on("request", (request, response) => void serveOne(request, response).catch(reject));
      await promise;
    },
    close: () => {
      server.close();
      server.closeIdleConnections();
    },
  };
}

/** Of a call of the browser that the vendor sent; pages elsewhere can call loopback by other names. */
function queryOf({ method, url = "", headers }: IncomingMessage, host: string): URLSearchParams | undefined {
  const asked = URL.parse(url, `http://${host}`);
  const ours = method === "GET" && headers.host === host && asked?.pathname === PATH;
  return ours ? asked.searchParams : undefined;
}

function pageOf(verdict: Verdict): [status: number, text: string] {
  switch (verdict.kind) {
    case "done":
      return [200, "Connected. You can close this page and go back to the terminal."];
    case "failed":
      return [400, "It was not connected. The terminal says why; you can close this page."];
    case "ignored":
      return [400, "This answer belongs to no connection that is being made here."];
  }
}

/** The texts are ours; nothing of the request is shown. */
function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, HEADERS).end(`<!doctype html><title>Muster</title><p>${text}</p>\n`);
}

async function listen(server: Server, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  try {
    server.listen(port, "127.0.0.1", resolve);
    await promise;
  } catch (cause) {
    throw usageError(`Port ${port} cannot be listened on: ${codeOf(cause) ?? "unknown reason"}.`, {
      code: "portTaken",
      fix: "Give another --port, or leave it out for a free one.",
      cause,
    });
  }
}
