import http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** A token endpoint whose refresh tokens `r0`, `r1`, … count once each. */
export interface RotatingVendor {
  url: string;
  /** The refresh tokens that were handed in, the refused ones too. */
  handedIn: string[];
  /** Awaited before each answer. */
  beforeAnswer: () => Promise<void> | void;
}

export async function startRotatingVendor(): Promise<RotatingVendor> {
  let current = 0;
  const server = http.createServer((request, response) => {
    void text(request).then(async (token) => {
      vendor.handedIn.push(token);
      await vendor.beforeAnswer();
      const right = token === `r${current}`;
      if (right) current += 1;
      const answer = right
        ? { accessToken: `canary-access-${current}`, refreshToken: `r${current}` }
        : { refused: true };
      response.setHeader("connection", "close").end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  // It listens on a port, not on a pipe.
  const { port } = server.address() as AddressInfo;
  const vendor: RotatingVendor = {
    url: `http://127.0.0.1:${port}`,
    handedIn: [],
    beforeAnswer: () => undefined,
  };
  return vendor;
}
