import { describe, expect, test } from "vitest";
import { hostLabel } from "./host-label.ts";

describe("a host label", () => {
  test.each(["acme", "4acme", "acme-west", "a", "7", "xn--bcher-kva", "a".repeat(63)])("takes %s", (text) => {
    expect(hostLabel().parse(text)).toBe(text);
  });

  test("forgives capitals and spaces around", () => {
    expect(hostLabel().parse("  AcMe ")).toBe("acme");
  });

  test.each([
    ["an address", "https://acme.example"],
    ["a dot", "acme.example"],
    ["a dot at the end", "acme."],
    ["a slash", "acme/x"],
    ["a backslash", "acme\\x"],
    ["a port", "acme:8080"],
    ["a user before the host", "acme@evil"],
    ["a query", "acme?x"],
    ["a fragment", "acme#"],
    ["an encoded dot", "acme%2eevil"],
    ["a dot of full width", "acme．evil"],
    ["a line break inside", "acme\nevil"],
    ["a dash in front", "-acme"],
    ["a dash at the end", "acme-"],
    ["an underscore", "ac_me"],
    ["64 letters", "a".repeat(64)],
    ["nothing", ""],
    ["a number", 7],
  ])("refuses %s", (_, value) => {
    expect(hostLabel().safeParse(value).success).toBe(false);
  });

  test("says what to give, by the vendor's own example", () => {
    const { error } = hostLabel("globex").safeParse("https://globex.example/");
    expect(error?.issues[0]?.message).toContain(
      'only the name before the first dot of the address, such as "globex"',
    );
  });
});
