import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { replaceConfig } from "../integrations/integrations.ts";
import { type IntegrationTokens, integrationTokens } from "../integrations/token-vault.ts";
import { parseKeyring } from "../secrets/keyring.ts";
import { type Company, newCompany } from "../testing/company.ts";
import { exchangeAt } from "../testing/exchange.ts";
import { fault } from "../testing/index.ts";
import { startRotatingVendor } from "../testing/rotating-vendor.ts";
import { useStore } from "../testing/use-store.ts";

const KEY = randomBytes(32).toString("base64");
const KEYRING = parseKeyring(KEY);
const CHILD = fileURLToPath(new URL("../testing/token-child.ts", import.meta.url));
const { store, database } = useStore("pg15owner");

async function enter(company: Company, refreshToken: string): Promise<void> {
  await company.within((tx) =>
    replaceConfig(tx, KEYRING, {
      orgId: company.orgId,
      id: company.integrationId,
      settings: {},
      authMethod: "oauth",
      limits: null,
      secrets: { clientId: "c", clientSecret: "s", refreshToken },
    }),
  );
}

async function connected(): Promise<Company> {
  const company = await newCompany(store(), KEYRING);
  await enter(company, "r0");
  return company;
}

function tokensOf({ orgId, integrationId }: Company): IntegrationTokens {
  return integrationTokens(store(), { orgId, integrationId, keyring: KEYRING });
}

interface Child {
  ready: Promise<unknown>;
  go: () => void;
  ended: Promise<{ code: number | null; signal: string | null; lines: string[]; errors: string }>;
}

/** A process that refreshes the tokens when it is told to. */
function startChild({ orgId, integrationId }: Company, vendor: string, mode = ""): Child {
  const args = [CHILD, database().url, String(orgId), String(integrationId), vendor, mode];
  const child = spawn(process.execPath, args, { env: { ...process.env, MUSTER_MASTER_KEY: KEY } });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const output = text(child.stdout);
  const errors = text(child.stderr);
  return {
    ready: once(child.stdout, "data"),
    go: () => child.stdin.end("go\n"),
    ended: once(child, "exit").then(async ([code, signal]) => ({
      code: code as number | null,
      signal: signal as string | null,
      lines: (await output).trim().split("\n"),
      errors: await errors,
    })),
  };
}

fault(
  "F15",
  "S2",
  "two processes that refresh one rotating token at the same moment exchange it once, and both have the new one",
  async () => {
    const company = await connected();
    const vendor = await startRotatingVendor();
    const children = [startChild(company, vendor.url), startChild(company, vendor.url)];
    await Promise.all(children.map(({ ready }) => ready));
    for (const child of children) child.go();
    const ends = await Promise.all(children.map(({ ended }) => ended));
    expect(ends).toMatchObject([
      { code: 0, lines: ["ready", "canary-access-1"], errors: "" },
      { code: 0, lines: ["ready", "canary-access-1"], errors: "" },
    ]);
    expect(vendor.handedIn).toEqual(["r0"]);
    return undefined;
  },
);

fault(
  "F15",
  "S2",
  "tokens of a process that dies between the exchange and the save are lost, the vendor says so, and new ones heal it",
  async () => {
    const company = await connected();
    const vendor = await startRotatingVendor();
    const child = startChild(company, vendor.url, "kill");
    await child.ready;
    child.go();
    expect(await child.ended).toMatchObject({ signal: "SIGKILL" });
    const vault = tokensOf(company);
    expect(await vault.read()).toEqual({ refreshToken: "r0", accessToken: null, renewAt: null });
    const next = vault.refresh(await vault.read(), (token) => exchangeAt(vendor.url, token));
    await expect(next).rejects.toThrow("the vendor refused the refresh token");
    expect(vendor.handedIn).toEqual(["r0", "r0"]);
    await enter(company, "r1");
    const healed = await vault.refresh(await vault.read(), (token) => exchangeAt(vendor.url, token));
    expect(healed).toMatchObject({ accessToken: "canary-access-2" });
    return undefined;
  },
);
