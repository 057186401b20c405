import type { RateWindow } from "@muster/connector-sdk";
import Bottleneck from "bottleneck";
import { pause } from "./pause.ts";

/** What an account may do: at most this many requests in each window, and this many at once. */
interface AccountLimits {
  windows: readonly RateWindow[];
  concurrent: number;
}

/** What other processes share of an account's limits. Accounts are told apart by a hash. */
export interface SharedLimits {
  /** Resolves when one request may go out at once; rejects with the signal's reason. */
  permit: (account: string, windows: readonly RateWindow[], signal: AbortSignal) => Promise<void>;
  /** The vendor refuses everything of the account for this long. */
  rest: (account: string, ms: number) => void;
}

/** Lets requests go at the pace of one vendor account. */
export interface Limiter {
  /** Runs the task once it may go. An abort ends the waiting at once, with the signal's reason. */
  run: <T>(signal: AbortSignal, task: () => Promise<T>) => Promise<T>;
  /** Lets nobody of the account begin for this long: while a vendor's penalty lasts each request would be wasted. */
  rest: (ms: number) => void;
  close: () => void;
}

interface Account {
  concurrent: Bottleneck;
  /** By length in seconds. Bottleneck serves as a fair queue of slots: a slot is given back when its window has passed. */
  windows: Map<number, Bottleneck>;
  users: number;
  /** For this process and all others that share the account; absent: it has the account for itself. */
  permit?: (signal: AbortSignal) => Promise<void>;
  /** By `performance.now()`. */
  restsUntil: number;
  forget?: NodeJS.Timeout;
}

const accounts = new Map<string, Account>();

/**
 * Joins the limiter of an account, shared by everybody in this process who uses the same key. Where they state
 * different limits the newest count. It outlives its last user by its longest window, so that closing and opening
 * again is no way around it.
 */
export function openLimiter(key: string, limits: AccountLimits, shared?: SharedLimits): Limiter {
  const account: Account = accounts.get(key) ?? newAccount(limits.concurrent);
  accounts.set(key, account);
  clearTimeout(account.forget);
  account.users += 1;
  setLimits(account, limits);
  if (shared) account.permit = (signal) => shared.permit(key, limits.windows, signal);
  let open = true;
  return {
    run: (signal, task) => runWithin(account, signal, task),
    rest: (ms) => {
      account.restsUntil = Math.max(account.restsUntil, performance.now() + ms);
      shared?.rest(key, ms);
    },
    close: () => {
      if (!open) return;
      open = false;
      account.users -= 1;
      if (account.users === 0) forgetLater(key, account);
    },
  };
}

function newAccount(maxConcurrent: number): Account {
  return { concurrent: new Bottleneck({ maxConcurrent }), windows: new Map(), users: 0, restsUntil: 0 };
}

function setLimits(account: Account, limits: AccountLimits): void {
  account.concurrent.updateSettings({ maxConcurrent: limits.concurrent });
  const wanted = new Map<number, number>();
  for (const { requests, seconds } of limits.windows) {
    wanted.set(seconds, Math.min(requests, wanted.get(seconds) ?? requests));
  }
  for (const seconds of account.windows.keys()) if (!wanted.has(seconds)) account.windows.delete(seconds);
  for (const [seconds, requests] of wanted) {
    const window = account.windows.get(seconds);
    if (window) window.updateSettings({ maxConcurrent: requests });
    else account.windows.set(seconds, new Bottleneck({ maxConcurrent: requests }));
  }
}

function forgetLater(key: string, account: Account): void {
  const longest = Math.max(0, ...account.windows.keys()) * 1000;
  const rest = account.restsUntil - performance.now();
  account.forget = setTimeout(() => accounts.delete(key), Math.max(longest, rest));
  account.forget.unref();
}

async function runWithin<T>(account: Account, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
  const leave = await takeSlot(account.concurrent, signal);
  try {
    const taken: { seconds: number; giveBack: () => void }[] = [];
    try {
      for (const [seconds, window] of account.windows) {
        taken.push({ seconds, giveBack: await takeSlot(window, signal) });
      }
      await account.permit?.(signal);
      for (;;) {
        const restMs = account.restsUntil - performance.now();
        if (restMs <= 0) break;
        await pause(restMs, signal);
      }
    } catch (error) {
      for (const { giveBack } of taken) giveBack();
      throw error;
    }
    // Windows run from the moment the request goes out, not from when its slots were taken: else waiting for one
    // window would let a burst through another.
    for (const { seconds, giveBack } of taken) setTimeout(giveBack, seconds * 1000).unref();
    return await task();
  } finally {
    leave();
  }
}

/** Waits for a free slot; the returned function gives it back. */
function takeSlot(slots: Bottleneck, signal: AbortSignal): Promise<() => void> {
  return new Promise((granted, failed) => {
    signal.throwIfAborted();
    // The timers that give slots back let the process end; somebody who waits for a slot must not.
    const awake = setInterval(() => undefined, 60_000);
    const onAbort = () => {
      clearInterval(awake);
      failed(signal.reason);
    };
    signal.addEventListener("abort", onAbort, { once: true });
    void slots.schedule(async () => {
      // A queued job cannot be taken out: one whose caller has gone gives its turn away.
      if (signal.aborted) return;
      signal.removeEventListener("abort", onAbort);
      clearInterval(awake);
      await new Promise<void>((giveBack) => granted(giveBack));
    });
  });
}
