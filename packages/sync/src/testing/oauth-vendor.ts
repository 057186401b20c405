import http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type Connector, defineConnector, first, oauthRefreshToken } from "@muster/connector-sdk";
import { onTestFinished } from "vitest";
import { z } from "zod";

/** A vendor over HTTP that takes access tokens only, and each refresh token once. */
export interface OAuthVendor {
  url: string;
  connector: Connector;
  /** A working Config FILE's content. */
  config: unknown;
  /** The refresh tokens that were handed in, the refused ones too. */
  handedIn: string[];
  /** From now on no token given so far is taken. */
  revoke: () => void;
}

export async function startOAuthVendor(people: readonly string[]): Promise<OAuthVendor> {
  let given = 0;
  let revoked = 0;
  const handedIn: string[] = [];
  const answer = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const reply = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (request.url === "/token") {
      const token = new URLSearchParams(await text(request)).get("refresh_token") ?? "";
      handedIn.push(token);
      if (token !== `r${given}` || revoked > given) return reply(400, { error: "invalid_grant" });
      given += 1;
      return reply(200, { access_token: `a${given}`, refresh_token: `r${given}`, expires_in: 3600 });
    }
    const accepted = request.headers.authorization === `Bearer a${given}` && revoked <= given;
    reply(accepted ? 200 : 401, { people });
  };
  const server = http.createServer((request, response) => void answer(request, response));
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  // It listens on a port, not on a pipe.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    connector: connectorAt(url),
    config: {
      settings: {},
      auth: { method: "oauth", clientId: "c", clientSecret: "s", refreshToken: "r0" },
    },
    handedIn,
    revoke: () => {
      revoked = Number.POSITIVE_INFINITY;
    },
  };
}

function connectorAt(url: string): Connector {
  return defineConnector({
    id: "tiny",
    name: "Tiny HR",
    docs: "https://tiny.test/docs",
    settings: z.object({}),
    auth: { oauth: oauthRefreshToken({ label: "Tiny app", tokenUrl: () => `${url}/token` }) },
    baseUrl: () => url,
    limits: { windows: [{ requests: 1000, seconds: 1 }], concurrent: 4 },
    fields: [{ id: "email", label: "E-mail", type: "text" }],
    mapping: { workEmail: first("email") },
    listsLeavers: true,
    verify: async ({ http: vendor }) => {
      await vendor.get("/people");
      return [{ id: "signedIn", label: "Signed in", outcome: "pass", detail: "fine" }];
    },
    readAll: async function* ({ http: vendor }) {
      const { body } = await vendor.get("/people");
      const { people } = z.object({ people: z.array(z.string()) }).parse(body);
      const records = people.map((id) => ({
        externalId: id,
        vendorStatus: "active" as const,
        fields: { email: `${id}@acme.test` },
      }));
      yield { records, rejected: [], checkpoint: null, total: people.length };
    },
  });
}
