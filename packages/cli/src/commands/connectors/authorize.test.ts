import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chmod, readdir, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { jsonOf, lastNote, muster, type Running, startMuster } from "../../testing/muster.ts";
import { startVendor, temporaryFile, type TestVendor } from "../../testing/vendor.ts";

interface OAuthAuth {
  method: string;
  clientId: string;
  clientSecret: string;
  refreshToken?: string;
}

/** A Config FILE of an app that nobody has connected yet. */
async function unconnected({ simulator }: TestVendor): Promise<string> {
  const auth = { ...simulator.authMethods["oauth"] } as OAuthAuth;
  delete auth.refreshToken;
  const file = await temporaryFile(
    "config.json",
    JSON.stringify({ ...simulator.config, auth }, null, 2) + "\n",
  );
  await chmod(file, 0o640);
  return file;
}

function authorize(vendor: TestVendor, file: string, ...more: string[]): Running {
  const where = ["--config", file, "--base-url", vendor.simulator.url];
  return startMuster(["connectors", "authorize", vendor.simulator.vendor, ...where, ...more], vendor.env);
}

async function authOf(file: string): Promise<OAuthAuth> {
  return (JSON.parse(await readFile(file, "utf8")) as { auth: OAuthAuth }).auth;
}

test.each(["bamboohr", "rippling"])(
  "%s is connected by an admin's browser, and the file reads the company from then on",
  async (id) => {
    const vendor = await startVendor({}, id);
    const file = await unconnected(vendor);
    const running = authorize(vendor, file);
    // As a browser does: it follows to the address on loopback.
    const page = await fetch(await running.nextLine());
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Connected.")]);
    const ended = await running.ended;
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain("is connected");
    expect(ended.stderr).toContain(`muster connectors test ${id} --config ${file}`);
    const { refreshToken, ...rest } = await authOf(file);
    expect(rest).toMatchObject({ method: "oauth" });
    expect(refreshToken).toMatch(/\S{20,}/);
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await readdir(dirname(file))).toEqual(["config.json"]);
    for (const secret of [rest.clientSecret, refreshToken ?? ""]) {
      expect(ended.stdout + ended.stderr).not.toContain(secret);
    }
    for (let time = 0; time < 2; time += 1) {
      const read = await muster(
        ["connectors", "read", id, "--config", file, "--base-url", vendor.simulator.url],
        vendor.env,
      );
      expect(lastNote(read)).toBe("complete: 40 people");
    }
  },
  60_000,
);

test("--json gives the two addresses, then what was connected", async () => {
  const vendor = await startVendor();
  const file = await unconnected(vendor);
  const running = authorize(vendor, file, "--json");
  const first = JSON.parse(await running.nextLine()) as { consentUrl: string; redirectUri: string };
  expect(first.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
  await fetch(first.consentUrl);
  expect(jsonOf(await running.ended)).toEqual([{ connector: "bamboohr", method: "oauth", config: file }]);
}, 30_000);

test("a stray call, a wrong state and a page elsewhere do not end the waiting, nor reach the vendor", async () => {
  const vendor = await startVendor();
  const file = await unconnected(vendor);
  const running = authorize(vendor, file, "--json");
  const { consentUrl, redirectUri } = JSON.parse(await running.nextLine()) as {
    consentUrl: string;
    redirectUri: string;
  };
  const stray = await fetch(`${redirectUri}?code=x&state=y`);
  expect([stray.status, await stray.text()]).toEqual([400, expect.not.stringContaining("Connected")]);
  expect((await fetch(new URL("/favicon.ico", redirectUri))).status).toBe(404);
  expect((await fetch(redirectUri.replace("127.0.0.1", "localhost"))).status).toBe(404);
  expect(vendor.simulator.requests()).toEqual([]);
  expect((await fetch(consentUrl)).status).toBe(200);
  expect((await running.ended).code).toBe(0);
}, 30_000);

test("an admin who declines is exit code 4, and the file is as it was", async () => {
  const vendor = await startVendor();
  const file = await unconnected(vendor);
  const before = await readFile(file, "utf8");
  vendor.simulator.setFaults({ rules: [{ operation: "authorize", fault: "http403" }] });
  const running = authorize(vendor, file);
  const page = await fetch(await running.nextLine());
  expect(await page.text()).toContain("not connected");
  const ended = await running.ended;
  expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining("consentRefused") });
  expect(await readFile(file, "utf8")).toBe(before);
}, 30_000);

test("a vendor that hears nothing of anybody within the time is exit code 4", async () => {
  const vendor = await startVendor();
  const ended = await authorize(vendor, await unconnected(vendor), "--timeout", "1").ended;
  expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining("consentTimedOut") });
}, 30_000);

test("Ctrl-C ends the waiting", async () => {
  const vendor = await startVendor();
  const running = authorize(vendor, await unconnected(vendor));
  await running.nextLine();
  await running.stop("SIGINT");
  expect(await running.ended).toMatchObject({ code: 1, stderr: expect.stringContaining("stopped") });
}, 30_000);

test("what cannot work is refused before anybody is asked to agree", async () => {
  const vendor = await startVendor();
  const file = await unconnected(vendor);
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const busy = await authorize(vendor, file, "--port", String(port)).ended;
  expect(busy).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("portTaken") });

  await chmod(file, 0o440);
  const readOnly = await authorize(vendor, file).ended;
  expect(readOnly).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("configNotWritten"),
  });

  const config = JSON.stringify(vendor.simulator.config);
  const byKey = await authorize(vendor, await temporaryFile("config.json", config)).ended;
  expect(byKey).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("noConsent") });
}, 60_000);
