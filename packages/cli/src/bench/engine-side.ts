import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { startChild } from "./child.ts";
import type { Company } from "./company.ts";
import {
  type Customer,
  EngineReply,
  type EngineRequest,
  type Source,
  type SyncDone,
} from "./engine-messages.ts";

/** The engine at work in a process of its own. */
export interface EngineSide {
  /** Makes organizations, each with one integration of the vendor given; else of the benchmark's own. */
  found(slugs: readonly string[], source?: Source): Promise<Customer[]>;
  /** Throws where the run did not succeed. */
  sync(customer: Customer, company?: Company): Promise<SyncDone>;
  /** Queues a run of each for the workers. */
  wake(customers: readonly Customer[]): Promise<void>;
  close(): Promise<void>;
}

interface EngineOptions {
  /** Limits its heap, as an operator would. */
  heapMb?: number;
  masterKey?: string;
  allowHosts?: readonly string[];
}

export async function startEngine(
  connectionString: string,
  options: EngineOptions = {},
): Promise<EngineSide> {
  const { heapMb, masterKey = randomBytes(32).toString("base64"), allowHosts = [] } = options;
  const script = fileURLToPath(new URL("./engine-process.ts", import.meta.url));
  const child = startChild([...(heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`]), script]);
  const ask = async (request: EngineRequest): Promise<EngineReply> => {
    child.write(JSON.stringify(request));
    const line = await child.nextLine();
    if (line === undefined) throw new Error(`the engine's process ended while it was asked to ${request.op}`);
    return EngineReply.parse(JSON.parse(line));
  };
  await ask({ op: "open", connectionString, masterKey, allowHosts: [...allowHosts] });
  return {
    async found(slugs, source) {
      const reply = await ask({ op: "found", slugs: [...slugs], ...(source && { source }) });
      if (reply.done !== "found") throw wrongAnswer();
      return reply.customers;
    },
    async sync({ orgId, integrationId }, company) {
      const reply = await ask({ op: "sync", orgId, integrationId, ...(company && { company }) });
      if (reply.done !== "sync") throw wrongAnswer();
      return reply;
    },
    async wake(customers) {
      await ask({ op: "wake", customers: [...customers] });
    },
    close: () => child.end(),
  };
}

function wrongAnswer(): Error {
  return new Error("the engine answered another question");
}
