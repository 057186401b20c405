import { describe, expect, test, vi } from "vitest";
import {
  ConnectorError,
  type ErrorKind,
  isConnectorError,
  restartsRead,
  StaleCursorError,
} from "./errors.ts";

const make = (kind: ErrorKind): ConnectorError =>
  new ConnectorError(kind, "The vendor did not answer", { code: "noAnswer", fix: "Try again." });

describe("a connector error", () => {
  test("carries its kind, code, fix, status and cause", () => {
    const cause = new Error("socket hang up");
    const error = new ConnectorError("auth", "The key is not known", {
      code: "badKey",
      fix: "Make a new key.",
      status: 401,
      retryAfterMs: 1_000,
      cause,
    });
    expect(error).toMatchObject({
      name: "ConnectorError",
      message: "The key is not known",
      kind: "auth",
      code: "badKey",
      fix: "Make a new key.",
      status: 401,
      retryAfterMs: 1_000,
    });
    expect(error.cause).toBe(cause);
  });

  test("has no cause of its own making", () => {
    expect(make("bug")).not.toHaveProperty("cause");
  });

  test.each<[ErrorKind, boolean]>([
    ["config", false],
    ["auth", false],
    ["permission", false],
    ["rateLimited", true],
    ["transient", true],
    ["contract", false],
    ["bug", false],
  ])("of kind %s is retryable: %s", (kind, retryable) => {
    expect(make(kind).retryable).toBe(retryable);
  });

  test("is recognised when another installed copy of this package made it", async () => {
    vi.resetModules();
    const copy = await import("./errors.ts");
    const error = new copy.ConnectorError("auth", "x", { code: "x", fix: "x" });
    expect(error).not.toBeInstanceOf(ConnectorError);
    expect(isConnectorError(error)).toBe(true);
  });

  test.each([
    ["an error of the same name", Object.assign(new Error("x"), { name: "ConnectorError", kind: "auth" })],
    ["its JSON", JSON.parse(JSON.stringify(make("auth")))],
    ["text", "ConnectorError"],
    ["null", null],
    ["undefined", undefined],
  ])("is not recognised in %s", (_, value) => {
    expect(isConnectorError(value)).toBe(false);
  });
});

describe("a stale cursor", () => {
  test("asks the reader to start over, and no retry of the request", () => {
    const error = new StaleCursorError("The page is gone", { status: 400 });
    expect(restartsRead(error)).toBe(true);
    expect(error).toMatchObject({ kind: "contract", code: "staleCursor", status: 400, retryable: false });
  });

  test("is the only error that does so", () => {
    expect(restartsRead(make("contract"))).toBe(false);
    expect(restartsRead(Object.assign(new Error("x"), { code: "staleCursor" }))).toBe(false);
  });
});
