import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Company } from "./company.ts";
import { EngineReply, type EngineRequest, type SyncDone } from "./engine-messages.ts";

/** An organization of the benchmark, with its one integration. */
export interface Customer {
  orgId: number;
  integrationId: number;
}

/** The engine at work in a process of its own. */
export interface EngineSide {
  found(slug: string): Promise<Customer>;
  sync(customer: Customer, company: Company): Promise<SyncDone>;
  close(): Promise<void>;
}

/** Starts it; `heapMb` limits its heap, as an operator would. */
export async function startEngine(
  connectionString: string,
  { heapMb }: { heapMb?: number } = {},
): Promise<EngineSide> {
  const script = fileURLToPath(new URL("./engine-process.ts", import.meta.url));
  const limit = heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`];
  const child = spawn(process.execPath, [...limit, script], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.on("error", () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exit = once(child, "exit");
  const ask = async (request: EngineRequest): Promise<EngineReply> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const line = await lines.next();
    if (line.done) throw new Error(`the engine's process ended while it was asked to ${request.op}`);
    return EngineReply.parse(JSON.parse(line.value));
  };
  await ask({ op: "open", connectionString });
  return {
    async found(slug) {
      const reply = await ask({ op: "found", slug });
      if (reply.done !== "found") throw new Error("the engine answered another question");
      return reply;
    },
    async sync({ orgId, integrationId }, { domain, people, generation }) {
      const reply = await ask({ op: "sync", orgId, integrationId, company: { domain, people, generation } });
      if (reply.done !== "sync") throw new Error("the engine answered another question");
      return reply;
    },
    async close() {
      child.stdin.end();
      await exit;
    },
  };
}
