import type { AuthMethod } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { type Settings, settingsSchema } from "./settings.ts";
import { signIn } from "./sign-in.ts";

const SETTINGS = settingsSchema.parse({ host: "impl-services1.wd12.myworkday.com", tenant: "acme" });
const REPORT = settingsSchema.parse({ ...SETTINGS, report: { owner: "ISU_Roster", name: "Roster" } });

function userName(username: string, settings: Settings): string | undefined {
  const { isu } = signIn;
  return isu?.type === "usernameToken" ? isu.username({ secrets: { username }, settings }) : undefined;
}

function oauth(name: string): AuthMethod<Settings> & { type: "oauth" } {
  const method = signIn[name];
  if (method?.type !== "oauth") throw new Error(`${name} is no OAuth`);
  return method;
}

test("the web service knows a user by the tenant as well", () => {
  expect(userName("ISU_Roster", SETTINGS)).toBe("ISU_Roster@acme");
  expect(userName("ISU_Roster@acme2", SETTINGS)).toBe("ISU_Roster@acme2");
});

test("a report's user is named as given", () => {
  expect(userName("ISU_Roster", REPORT)).toBe("ISU_Roster");
});

test.each(["oauth", "jwt", "clientCredentials"])("%s gets its tokens from the tenant's host", (name) => {
  expect(oauth(name).tokenUrl({ settings: SETTINGS })).toBe(
    "https://impl-services1.wd12.myworkday.com/ccx/oauth2/acme/token",
  );
});

test("client credentials come under Workday's own scheme and name the tenant", () => {
  const { grant, form } = oauth("clientCredentials");
  expect(grant).toMatchObject({ clientAuth: { scheme: "ID" } });
  expect(form?.({ settings: SETTINGS })).toEqual({ tenant_alias: "acme" });
});

test("consent is given at the host that people sign in at", () => {
  const { grant } = oauth("oauth");
  const url = (settings: Settings) => (grant.type === "refreshToken" ? grant.consent?.url({ settings }) : "");
  expect(url(SETTINGS)).toBe("https://impl.wd12.myworkday.com/acme/authorize");
  expect(url({ ...SETTINGS, signInHost: "impl.workday.com" })).toBe(
    "https://impl.workday.com/acme/authorize",
  );
});

test("an assertion is for Workday", () => {
  const { grant } = oauth("jwt");
  expect(grant.type === "jwtBearer" && grant.audience({ settings: SETTINGS })).toBe("wd");
});
