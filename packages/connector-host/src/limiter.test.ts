import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { type Limiter, openLimiter } from "./limiter.ts";

const never = new AbortController().signal;

function join(key: string, limits: Parameters<typeof openLimiter>[1]): Limiter {
  const limiter = openLimiter(key, limits);
  onTestFinished(limiter.close);
  return limiter;
}

/** Start times of `count` tasks, each through the next of the limiters. */
async function starts(limiters: readonly Limiter[], count: number): Promise<number[]> {
  const times: number[] = [];
  const note = async () => {
    times.push(performance.now());
  };
  const rounds = Array.from({ length: count / limiters.length }, () => limiters).flat();
  await Promise.all(rounds.map((limiter) => limiter.run(never, note)));
  return times;
}

/** The shortest time in which `size` tasks began. */
function tightest(times: readonly number[], size: number): number {
  return Math.min(...times.slice(size - 1).map((time, index) => time - (times[index] ?? 0)));
}

test("no window is exceeded, wherever it is laid, by all users of an account together", async () => {
  const key = randomUUID();
  const limits = {
    windows: [
      { requests: 3, seconds: 0.1 },
      { requests: 5, seconds: 0.3 },
    ],
    concurrent: 10,
  };
  const times = await starts([join(key, limits), join(key, limits)], 12);
  expect(times).toHaveLength(12);
  expect(tightest(times, 4)).toBeGreaterThan(95);
  expect(tightest(times, 6)).toBeGreaterThan(295);
});

test("accounts do not wait for each other", async () => {
  const slow = { windows: [{ requests: 1, seconds: 60 }], concurrent: 1 };
  const [one, other] = [join(randomUUID(), slow), join(randomUUID(), slow)];
  expect(await starts([one], 1)).toHaveLength(1);
  expect(await starts([other], 1)).toHaveLength(1);
});

test("no more run at once than allowed", async () => {
  const limiter = join(randomUUID(), { windows: [], concurrent: 2 });
  let [running, most] = [0, 0];
  await Promise.all(
    Array.from({ length: 8 }, () =>
      limiter.run(never, async () => {
        running += 1;
        most = Math.max(most, running);
        await sleep(5);
        running -= 1;
      }),
    ),
  );
  expect(most).toBe(2);
});

test("an abort ends the waiting for a window at once, with its reason", async () => {
  const limiter = join(randomUUID(), { windows: [{ requests: 1, seconds: 60 }], concurrent: 1 });
  await limiter.run(never, async () => undefined);
  const stop = new AbortController();
  const reason = new Error("the run was cancelled");
  const [first, second] = [1, 2].map(() =>
    limiter.run(stop.signal, () => Promise.reject(new Error("it ran"))),
  );
  const started = performance.now();
  stop.abort(reason);
  await expect(first).rejects.toBe(reason);
  await expect(second).rejects.toBe(reason);
  await expect(limiter.run(stop.signal, async () => undefined)).rejects.toBe(reason);
  expect(performance.now() - started).toBeLessThan(1_000);
});

test("who gave up waiting takes no place from the next", async () => {
  const limiter = join(randomUUID(), { windows: [], concurrent: 1 });
  const stop = new AbortController();
  const [started, leave] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = limiter.run(never, () => {
    started.resolve();
    return leave.promise;
  });
  await started.promise;
  const given = limiter.run(stop.signal, () => Promise.reject(new Error("it ran")));
  const next = limiter.run(never, async () => "next");
  stop.abort(new Error("gave up"));
  await expect(given).rejects.toThrow("gave up");
  leave.resolve();
  await holding;
  expect(await next).toBe("next");
});

test("a task that fails gives its place back", async () => {
  const limiter = join(randomUUID(), { windows: [], concurrent: 1 });
  await expect(limiter.run(never, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await limiter.run(never, async () => "next")).toBe("next");
});

test("closing and opening again is no way around a window", async () => {
  const key = randomUUID();
  const limits = { windows: [{ requests: 1, seconds: 0.2 }], concurrent: 1 };
  const first = openLimiter(key, limits);
  await first.run(never, async () => undefined);
  const started = performance.now();
  first.close();
  first.close();
  await join(key, limits).run(never, async () => undefined);
  expect(performance.now() - started).toBeGreaterThan(150);
});

test("the newest limits of an account count", async () => {
  const key = randomUUID();
  const slow = join(key, { windows: [{ requests: 1, seconds: 60 }], concurrent: 1 });
  await slow.run(never, async () => undefined);
  const quick = join(key, { windows: [{ requests: 100, seconds: 1 }], concurrent: 5 });
  expect(await starts([slow, quick], 10)).toHaveLength(10);
});

test("while an account rests nobody of it begins, and an abort ends that waiting too", async () => {
  const key = randomUUID();
  const limits = { windows: [], concurrent: 5 };
  const [one, other] = [join(key, limits), join(key, limits)];
  const began = performance.now();
  one.rest(150);
  one.rest(50);
  expect(Math.min(...(await starts([one, other], 4))) - began).toBeGreaterThan(145);
  other.rest(60_000);
  const stop = new AbortController();
  const waiting = one.run(stop.signal, async () => undefined);
  stop.abort(new Error("gave up"));
  await expect(waiting).rejects.toThrow("gave up");
});

test("closing and opening again is no way around a rest", async () => {
  const key = randomUUID();
  const limits = { windows: [], concurrent: 1 };
  const first = openLimiter(key, limits);
  const began = performance.now();
  first.rest(150);
  first.close();
  await join(key, limits).run(never, async () => undefined);
  expect(performance.now() - began).toBeGreaterThan(145);
});
