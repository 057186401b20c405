import { describe, expect, test } from "vitest";
import { z } from "zod";
import { basicAuth } from "./auth.ts";
import { type ConnectorDefinition, defineConnector } from "./connector.ts";
import { hostLabel } from "./host-label.ts";
import { first } from "./mapping.ts";
import { secret } from "./secret.ts";

interface Settings {
  domain: string;
}

const declared: ConnectorDefinition<Settings> = {
  id: "acme",
  name: "Acme HR",
  docs: "https://acme.example/docs",
  settings: z.object({ domain: hostLabel() }),
  auth: {
    apiKey: basicAuth({
      label: "API key",
      secrets: { apiKey: secret("API key") },
      username: ({ apiKey }) => apiKey,
      password: "x",
    }),
  },
  baseUrl: ({ settings }) => `https://${settings.domain}.acme.example/v1`,
  limits: {
    windows: [{ requests: 50, seconds: 60 }],
    concurrent: 2,
    account: ({ settings }) => settings.domain,
  },
  fields: [
    { id: "work_email", label: "Work e-mail", type: "email" },
    { id: "email", label: "E-mail", type: "email" },
  ],
  mapping: { workEmail: first("work_email", "email") },
  listsLeavers: true,
  pageSize: 100,
  verify: () => Promise.resolve([]),
  readAll: async function* () {
    yield { records: [], rejected: [], checkpoint: null };
  },
};

describe("a connector", () => {
  test("is what was declared, and its functions take what its own schema parsed", () => {
    const acme = defineConnector(declared);
    const settings = acme.settings.parse({ domain: " Acme" });
    expect(acme.baseUrl({ settings })).toBe("https://acme.acme.example/v1");
    expect(acme.limits.account?.({ settings, secrets: {} })).toBe("acme");
  });

  test("leaves out what its vendor cannot do", () => {
    expect(defineConnector(declared)).not.toHaveProperty("readOne");
  });

  test.each<[string, Partial<ConnectorDefinition<Settings>>, string]>([
    ["an id that cannot name a package", { id: "Acme HR" }, "its id is not lowercase"],
    [
      "a mapping from a field that it does not have",
      { mapping: { jobTitle: first("title") } },
      'names "title"',
    ],
    [
      "one field twice",
      { fields: [...declared.fields, { id: "email", label: "Mail", type: "email" }] },
      "two of its fields have one id",
    ],
    [
      "a limit that lets nothing through",
      { limits: { ...declared.limits, windows: [{ requests: 0, seconds: 1 }] } },
      "lets nothing through",
    ],
    ["no request at once", { limits: { ...declared.limits, concurrent: 0 } }, "allow no request at once"],
    ["a page of no people", { pageSize: 0 }, "page size"],
    ["a header in capitals", { limits: { ...declared.limits, resetHeader: "X-Reset" } }, "lower case"],
  ])("with %s is refused before it can run", (_, wrong, message) => {
    expect(() => defineConnector({ ...declared, ...wrong })).toThrow(
      expect.objectContaining({
        kind: "bug",
        code: "badDeclaration",
        message: expect.stringContaining(message),
      }),
    );
  });

  test("is told everything that is wrong with it at once", () => {
    expect(() => defineConnector({ ...declared, id: "", pageSize: 1.5 })).toThrow(/its id .*; its page size/);
  });
});
