import { type ConnectorError, isConnectorError } from "@muster/connector-sdk";
import pRetry from "p-retry";
import type { Bounds } from "./bounds.ts";
import { restate } from "./failures.ts";
import { pause } from "./pause.ts";

/** Told by an attempt how long it took, its time in the limiter's queue left out. */
type Spend = (ms: number) => void;

/**
 * Repeats what can heal: `transient`, and `rateLimited` where the pause asked for is short enough to wait. Full
 * jitter (a random share of a doubling ceiling) on top of what the vendor asked for. An abort ends a pause at once.
 */
export async function withRetries<T>(
  attempt: (attemptNumber: number, spend: Spend) => Promise<T>,
  rules: { bounds: Bounds; random: () => number; signal: AbortSignal },
): Promise<T> {
  const { bounds, random, signal } = rules;
  let spentMs = 0;
  let attempts = 0;
  const spend: Spend = (ms) => {
    spentMs += ms;
  };
  try {
    return await pRetry((attemptNumber) => attempt((attempts = attemptNumber), spend), {
      retries: bounds.attempts - 1,
      minTimeout: 0,
      signal,
      shouldRetry: async ({ error, attemptNumber }) => {
        if (!heals(error, bounds)) return false;
        const ceiling = Math.min(bounds.retryCapMs, bounds.retryBaseMs * 2 ** (attemptNumber - 1));
        const pauseMs = (error.retryAfterMs ?? 0) + random() * ceiling;
        if (spentMs + pauseMs > bounds.totalMs) return false;
        await pause(pauseMs, signal);
        spend(pauseMs);
        return true;
      },
    });
  } catch (error) {
    if (attempts < 2 || !heals(error, bounds)) throw error;
    throw restate(error, { message: `${error.message} Tried ${attempts} times.` });
  }
}

function heals(error: unknown, bounds: Bounds): error is ConnectorError {
  return isConnectorError(error) && error.retryable && (error.retryAfterMs ?? 0) <= bounds.retryAfterCapMs;
}
