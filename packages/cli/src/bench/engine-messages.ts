import { z } from "zod";

const Company = z.object({ domain: z.string(), people: z.int(), generation: z.int() });

/** A vendor beside the benchmark's own, as a Config FILE and an address tell of it. */
const Source = z.object({
  connector: z.string(),
  config: z.looseObject({ settings: z.record(z.string(), z.unknown()) }),
  baseUrl: z.string(),
  /** The setting that names the account, where each organization is to have one of its own. */
  account: z.string().optional(),
});
export type Source = z.infer<typeof Source>;

/** An organization of the benchmark, with its one integration. */
const Customer = z.object({ orgId: z.int(), integrationId: z.int() });
export type Customer = z.infer<typeof Customer>;

/** What the process of the engine is asked to do. */
export const EngineRequest = z.discriminatedUnion("op", [
  z.object({
    op: z.literal("open"),
    connectionString: z.string(),
    /** base64 of 32 bytes. */
    masterKey: z.string(),
    allowHosts: z.array(z.string()),
  }),
  z.object({ op: z.literal("found"), slugs: z.array(z.string()), source: Source.optional() }),
  z.object({
    op: z.literal("sync"),
    orgId: z.int(),
    integrationId: z.int(),
    company: Company.optional(),
  }),
  z.object({ op: z.literal("wake"), customers: z.array(Customer) }),
]);
export type EngineRequest = z.infer<typeof EngineRequest>;

const SyncDone = z.object({
  done: z.literal("sync"),
  /** Until everybody was staged and counted. */
  readMs: z.number(),
  /** Time of the process itself in the same. */
  readCpuMs: z.number(),
  planMs: z.number(),
  applyMs: z.number(),
  people: z.number(),
  /** The most memory that the process has held so far. */
  peakRssMb: z.number(),
});
export type SyncDone = z.infer<typeof SyncDone>;

/** What it answers. */
export const EngineReply = z.discriminatedUnion("done", [
  z.object({ done: z.literal("open") }),
  z.object({ done: z.literal("wake") }),
  z.object({ done: z.literal("found"), customers: z.array(Customer) }),
  SyncDone,
]);
export type EngineReply = z.infer<typeof EngineReply>;
