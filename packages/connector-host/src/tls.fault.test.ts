import tls from "node:tls";
import { expect, onTestFinished, test, vi } from "vitest";
import { failure, withHttp } from "./testing/acme.ts";
import { selfSigned } from "./testing/certificates.ts";
import { json, serve, serveTls } from "./testing/servers.ts";

const DAY = 86_400_000;
const now = Date.now();
const valid = { from: new Date(now - DAY), to: new Date(now + DAY) };
const expired = { from: new Date(now - 2 * DAY), to: new Date(now - DAY) };

const toLoopback = async () => [{ address: "127.0.0.1", family: 4 }];

function trust(cert: string): void {
  const before = tls.getCACertificates("default");
  tls.setDefaultCACertificates([...before, cert]);
  onTestFinished(() => tls.setDefaultCACertificates(before));
}

async function ask(pem: {
  key: string;
  cert: string;
}): Promise<{ answer: Promise<unknown>; asked: () => number }> {
  let asked = 0;
  const server = await serveTls(pem, (request, response) => {
    asked += 1;
    const socket = request.socket as tls.TLSSocket & { servername?: string };
    json(response, { host: request.headers.host, sni: socket.servername });
  });
  const url = `https://vendor.test:${server.port}`;
  return {
    answer: withHttp(url, (http) => http.get("/x"), { resolve: toLoopback }).then(({ body }) => body),
    asked: () => asked,
  };
}

test("F21 S1 a trusted certificate for the name is accepted; SNI and Host are the name, not the address", async () => {
  const pem = selfSigned("vendor.test", valid);
  trust(pem.cert);
  const { answer } = await ask(pem);
  expect(await answer).toEqual({ host: expect.stringMatching(/^vendor\.test:\d+$/), sni: "vendor.test" });
});

test("F21 S1 a certificate for another name is refused before anything is sent", async () => {
  const pem = selfSigned("other.test", valid);
  trust(pem.cert);
  const { answer, asked } = await ask(pem);
  expect(await failure(answer)).toMatchObject({ kind: "config", code: "badCertificate" });
  expect(asked()).toBe(0);
});

test("F21 S1 an expired certificate is refused", async () => {
  const pem = selfSigned("vendor.test", expired);
  trust(pem.cert);
  const { answer, asked } = await ask(pem);
  expect(await failure(answer)).toMatchObject({
    kind: "contract",
    code: "badCertificate",
    cause: { code: "CERT_HAS_EXPIRED" },
  });
  expect(asked()).toBe(0);
});

test("F21 S1 a self-signed certificate is refused, and no environment variable makes it good", async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { answer, asked } = await ask(selfSigned("vendor.test", valid));
  expect(await failure(answer)).toMatchObject({
    kind: "contract",
    code: "badCertificate",
    cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
  });
  expect(asked()).toBe(0);
});

test("F21 S1 a server that speaks no TLS is refused", async () => {
  const server = await serve((_request, response) => json(response, {}));
  const error = await failure(withHttp(`https://${server.host}`, (http) => http.get("/x")));
  expect(error).toMatchObject({ kind: "contract", code: "badCertificate" });
});
