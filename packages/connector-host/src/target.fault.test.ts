import { isConnectorError } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { checkTarget } from "./target.ts";

/** 5,000 addresses of every kind that leads inside. */
const INSIDE_V4 = Array.from({ length: 625 }, (_, index) => {
  const [low, high] = [index % 256, (index * 7) % 256];
  const kinds = [
    [127, high, low, 1],
    [10, high, low, 9],
    [172, 16 + (index % 16), high, low],
    [192, 168, high, low],
    [169, 254, high, low],
    [100, 64 + (index % 64), high, low],
    [0, 0, high, low],
    [192, 0, 0, low],
  ];
  return kinds[index % kinds.length] ?? [127, 0, 0, 1];
});

function notations([a = 0, b = 0, c = 0, d = 0]: readonly number[]): string[] {
  const number = ((a * 256 + b) * 256 + c) * 256 + d;
  const hex = number.toString(16).padStart(8, "0");
  const groups = `${hex.slice(0, 4)}:${hex.slice(4)}`;
  return [
    `${a}.${b}.${c}.${d}`,
    String(number),
    `0x${hex}`,
    [a, b, c, d].map((part) => `0${part.toString(8)}`).join("."),
    `[::ffff:${groups}]`,
    `[64:ff9b::${groups}]`,
    `[2002:${groups}::1]`,
    `[::${groups}]`,
  ];
}

function refusal(baseUrl: string): string {
  try {
    checkTarget(baseUrl, []);
  } catch (error) {
    return isConnectorError(error) && error.kind === "config" ? error.code : String(error);
  }
  return "let through";
}

test("F20 S1 every notation of an address inside the network is refused", () => {
  const urls = INSIDE_V4.flatMap(notations).map((host) => `https://${host}/v1`);
  expect(urls).toHaveLength(5_000);
  expect(urls.filter((url) => refusal(url) !== "refusedAddress")).toEqual([]);
});

test.each([
  "https://[::1]",
  "https://[::]",
  "https://[fe80::1]",
  "https://[fd00:ec2::254]",
  "https://[64:ff9b:1::a00:1]",
  "https://[2001:0:53aa::1]",
  "https://[ff02::1]",
  "https://127.1",
  "https://0",
  "https://127.0.0.1./",
  "https://①②⑦.0.0.1",
  "https://224.0.0.1",
  "https://255.255.255.255",
  "https://203.0.113.9",
  "http://acme.example",
  "https://acme.example:8443",
])("F20 S1 %s is refused", (url) => {
  expect(refusal(url)).toBe("refusedAddress");
});

test.each([
  "",
  "acme.example",
  "ftp://acme.example",
  "https://key:x@acme.example",
  "https://acme.example/?a=1",
  "file:///etc/passwd",
])("F20 S1 %s is no base URL", (url) => {
  expect(refusal(url)).toBe("badBaseUrl");
});

test("F20 S1 a public host over https on port 443 is let through, its path kept", () => {
  expect(checkTarget("https://Acme.example:443/api/v1/", [])).toEqual({
    base: "https://acme.example/api/v1",
    host: "acme.example:443",
    allowListed: false,
  });
  expect(checkTarget("https://8.8.8.8", [])).toMatchObject({ host: "8.8.8.8:443" });
  expect(checkTarget("https://[2606:4700::1111]", [])).toMatchObject({ allowListed: false });
});

test("F20 S1 the operator's list lets exactly that host and port through", () => {
  expect(checkTarget("http://127.0.0.1:4410/v1", ["127.0.0.1:4410"])).toMatchObject({ allowListed: true });
  expect(() => checkTarget("http://127.0.0.1:4411", ["127.0.0.1:4410"])).toThrow(/plain http is not allowed/);
});
