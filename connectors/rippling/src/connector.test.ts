import type { OAuth } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { rippling } from "./index.ts";

function oauth(): OAuth {
  const method = rippling.auth["oauth"];
  if (method?.type !== "oauth") throw new Error("there is no OAuth");
  return method;
}

test("an API token needs no settings", () => {
  expect(rippling.settings.safeParse({}).success).toBe(true);
});

test("tokens come from the address that is documented last, or from another one of Rippling's", () => {
  expect(oauth().tokenUrl({ settings: rippling.settings.parse({}) })).toBe(
    "https://api.rippling.com/api/o/token/",
  );
  const older = "https://app.rippling.com/api/o/token/";
  expect(oauth().tokenUrl({ settings: rippling.settings.parse({ tokenUrl: older }) })).toBe(older);
});

test.each([
  { tokenUrl: "https://api.rippling.test/api/o/token/" },
  { tokenUrl: "http://api.rippling.com/api/o/token/" },
  { appName: "Acme/../x" },
  { appName: "https://app.rippling.com/apps/PLATFORM/Acme" },
  { appName: "" },
])("the setting %j would lead elsewhere and is refused", (settings) => {
  expect(rippling.settings.safeParse(settings).success).toBe(false);
});

test("an app is installed from its own page at Rippling", () => {
  const { grant } = oauth();
  if (grant.type !== "refreshToken" || !grant.consent) throw new Error("there is no consent");
  const { url } = grant.consent;
  expect(url({ settings: rippling.settings.parse({ appName: "Acme" }) })).toBe(
    "https://app.rippling.com/apps/PLATFORM/Acme/authorize",
  );
  expect(url({ settings: rippling.settings.parse({}) })).toMatch(
    /^https:\/\/app\.rippling\.com\/apps\/PLATFORM\//,
  );
});
