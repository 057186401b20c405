import { describe, expect, test } from "vitest";
import { secret } from "./secret.ts";

describe("a secret", () => {
  test("keeps every printable character as it is", () => {
    const value = "  pä$$:wörd/+= ";
    expect(secret("Password").schema.parse(value)).toBe(value);
  });

  test.each([
    ["nothing", "", "Token is empty"],
    [
      "a header split over two lines",
      "abc\r\nX-Admin: 1",
      "Token holds a line break or another control character",
    ],
    ["a NUL", "abc\0", "Token holds a line break or another control character"],
    ["a line break copied along", "abc\n", "Token holds a line break or another control character"],
    ["a file pasted by mistake", "x".repeat(16_385), "Token is too long"],
  ])("refuses %s and says so by its label", (_, value, message) => {
    expect(secret("Token").schema.safeParse(value).error?.issues[0]?.message).toBe(message);
  });

  test("is never repeated by the error that refuses it", () => {
    const { error } = secret("Token").schema.safeParse("hunter2\n");
    expect(`${error?.message} ${JSON.stringify(error)}`).not.toContain("hunter2");
  });

  test("carries the help for the form only where there is some", () => {
    expect(secret("Token", { help: "Under Settings." })).toMatchObject({
      label: "Token",
      help: "Under Settings.",
    });
    expect(secret("Token")).not.toHaveProperty("help");
  });
});
