/** Hands the refresh token in SECRETS in at the vendor at VENDOR, in a process of its own. */
import { oauthRefreshToken } from "@muster/connector-sdk";
import { z } from "zod";
import { DEFAULT_BOUNDS } from "../bounds.ts";
import { openTokenEndpoint } from "../oauth/token-endpoint.ts";

const { VENDOR, SECRETS } = z.object({ VENDOR: z.url(), SECRETS: z.string() }).parse(process.env);
const secrets = z.record(z.string(), z.string()).parse(JSON.parse(SECRETS));
const endpoint = openTokenEndpoint({
  name: "Acme HR",
  auth: oauthRefreshToken({ label: "App", tokenUrl: () => `${VENDOR}/token` }),
  secrets,
  settings: {},
  baseUrl: undefined,
  allowHosts: [new URL(VENDOR).host],
  resolve: undefined,
  bounds: DEFAULT_BOUNDS,
});
await endpoint.exchange({ type: "refreshToken", refreshToken: secrets["refreshToken"] ?? "" });
process.stdout.write("exchanged\n");
