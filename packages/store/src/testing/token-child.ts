// A process that waits for a line on its input, refreshes the tokens of an integration and prints the access token.
// Arguments: database, organization, integration, vendor, "kill" to die between the exchange and the save. The master
// key is in the environment.
import { once } from "node:events";
import { integrationTokens } from "../integrations/token-vault.ts";
import { openStore } from "../open-store.ts";
import { parseKeyring } from "../secrets/keyring.ts";
import { exchangeAt } from "./exchange.ts";

const [connectionString = "", orgId, integrationId, vendor = "", mode = ""] = process.argv.slice(2);
const store = await openStore({ connectionString, maxConnections: 2 });
const keyring = parseKeyring(process.env["MUSTER_MASTER_KEY"] ?? "");
const tokens = integrationTokens(store, {
  orgId: Number(orgId),
  integrationId: Number(integrationId),
  keyring,
});
const seen = await tokens.read();
process.stdout.write("ready\n");
await once(process.stdin, "data");
process.stdin.destroy();
const { accessToken } = await tokens.refresh(seen, async (refreshToken) => {
  const given = await exchangeAt(vendor, refreshToken);
  if (mode === "kill") process.kill(process.pid, "SIGKILL");
  return given;
});
process.stdout.write(`${accessToken}\n`);
await store.close();
