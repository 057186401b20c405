import http from "node:http";
import https from "node:https";
import net, { type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A server on a free loopback port that ends with its test. */
export interface TestServer {
  port: number;
  /** `127.0.0.1:port`. */
  host: string;
  /** Connections seen so far. */
  connections: () => number;
}

export function serve(listener: http.RequestListener): Promise<TestServer> {
  return listen(http.createServer(listener));
}

export function serveTls(options: https.ServerOptions, listener: http.RequestListener): Promise<TestServer> {
  return listen(https.createServer(options, listener));
}

/** Whatever HTTP libraries refuse to send. */
export function serveRaw(onSocket: (socket: Socket) => void): Promise<TestServer> {
  return listen(net.createServer(onSocket));
}

/** Answers every request on a connection with these bytes and closes it. */
export function serveBytes(bytes: string | Buffer): Promise<TestServer> {
  return serveRaw((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.end(bytes));
  });
}

export function json(response: http.ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function listen(server: Server): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((closed) => {
      server.close(closed);
    });
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  const { port } = address;
  return { port, host: `127.0.0.1:${port}`, connections: () => connections };
}
