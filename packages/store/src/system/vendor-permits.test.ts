import { randomBytes } from "node:crypto";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore, type Store } from "../open-store.ts";
import { testServers } from "../testing/servers.ts";
import { useStore } from "../testing/use-store.ts";
import { vendorPermits } from "./vendor-permits.ts";

const WINDOWS = [{ requests: 5, seconds: 0.2 }];
const NEVER = new AbortController().signal;

const account = (): string => randomBytes(8).toString("hex");

function permitsOf(store: Store): { logged: string[] } & ReturnType<typeof vendorPermits> {
  const logged: string[] = [];
  return { logged, ...vendorPermits(store, { error: (_, message) => void logged.push(message) }) };
}

describe.each(testServers)("the limits of a vendor's account on %s", (server) => {
  const { store, database } = useStore(server);

  test("hold for two processes together, wherever the window is laid", async () => {
    const second = await openStore({ connectionString: database().url, maxConnections: 2 });
    onTestFinished(() => second.close());
    const name = account();
    const times: number[] = [];
    const ask = async (by: ReturnType<typeof vendorPermits>): Promise<void> => {
      await by.permit(name, WINDOWS, NEVER);
      times.push(performance.now());
    };
    const both = [permitsOf(store()), permitsOf(second)];
    await Promise.all(Array.from({ length: 16 }, (_, index) => ask(both[index % 2] ?? permitsOf(second))));
    expect(times).toHaveLength(16);
    const within = times.map((from) => times.filter((at) => at >= from && at < from + 200).length);
    expect(Math.max(...within)).toBeLessThanOrEqual(5);
    expect(both.flatMap(({ logged }) => logged)).toEqual([]);
  });

  test("are served to everybody who waits in one process by few statements", async () => {
    const name = account();
    const by = permitsOf(store());
    await Promise.all(
      Array.from({ length: 200 }, () => by.permit(name, [{ requests: 1_000, seconds: 1 }], NEVER)),
    );
    const { rows } = await store().systemPool.query<{ blocks: number }>(
      "select jsonb_array_length(given) as blocks from vendor_limits where account = $1",
      [name],
    );
    expect(rows[0]?.blocks).toBeLessThan(5);
  });

  test("let nobody go while the vendor has closed the account", async () => {
    const name = account();
    const [one, other] = [permitsOf(store()), permitsOf(store())];
    const closed = performance.now();
    one.rest(name, 400);
    await expect
      .poll(
        async () =>
          (await store().systemPool.query("select from vendor_limits where account = $1", [name])).rowCount,
      )
      .toBe(1);
    await other.permit(name, WINDOWS, NEVER);
    expect(performance.now() - closed).toBeGreaterThan(395);
  });

  test("keep nobody who has gone", async () => {
    const name = account();
    const by = permitsOf(store());
    const one = [{ requests: 1, seconds: 600 }];
    await by.permit(name, one, NEVER);
    const gone = new AbortController();
    const waiting = by.permit(name, one, gone.signal);
    gone.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
    await expect(by.permit(name, one, gone.signal)).rejects.toThrow("stopped");
  });

  test("stand in nobody's way where the database cannot be asked", async () => {
    const closed = await openStore({ connectionString: database().url });
    await closed.close();
    const by = permitsOf(closed);
    await by.permit(account(), WINDOWS, NEVER);
    expect(by.logged).toEqual(["a vendor's limit could not be shared"]);
  });
});
