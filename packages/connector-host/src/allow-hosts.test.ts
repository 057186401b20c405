import { expect, test } from "vitest";
import { parseAllowHosts } from "./allow-hosts.ts";

test("hosts and ports are read from a list with commas and blanks, written one way, once each", () => {
  expect(
    parseAllowHosts("127.0.0.1:4410, LOCALHOST:4411\n[::1]:80 localhost:4411,vendor.example:443"),
  ).toEqual(["127.0.0.1:4410", "localhost:4411", "[::1]:80", "vendor.example:443"]);
  expect(parseAllowHosts("0x7f.1:80")).toEqual(["127.0.0.1:80"]);
  expect(parseAllowHosts(" ")).toEqual([]);
});

test.each([
  "localhost",
  "http://localhost:80",
  "localhost:0",
  "localhost:99999",
  "*.acme.example:443",
  "a:80/x",
  "u:p@a:80",
])("%s is refused by its position", (entry) => {
  expect(() => parseAllowHosts(`a:1,${entry}`)).toThrow(
    expect.objectContaining({
      kind: "config",
      code: "badAllowHosts",
      message: "MUSTER_ALLOW_HOSTS: entry 2 of 2 is not of the form host:port.",
    }),
  );
});
