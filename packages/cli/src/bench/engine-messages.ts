import { z } from "zod";

const Company = z.object({ domain: z.string(), people: z.int(), generation: z.int() });

/** What the process of the engine is asked to do. */
export const EngineRequest = z.discriminatedUnion("op", [
  z.object({ op: z.literal("open"), connectionString: z.string() }),
  z.object({ op: z.literal("found"), slug: z.string() }),
  z.object({ op: z.literal("sync"), orgId: z.int(), integrationId: z.int(), company: Company }),
]);
export type EngineRequest = z.infer<typeof EngineRequest>;

const SyncDone = z.object({
  done: z.literal("sync"),
  /** Until everybody was staged and counted. */
  readMs: z.number(),
  planMs: z.number(),
  applyMs: z.number(),
  counts: z.record(z.string(), z.number()),
  /** The most memory that the process has held so far. */
  peakRssMb: z.number(),
});
export type SyncDone = z.infer<typeof SyncDone>;

/** What it answers. */
export const EngineReply = z.discriminatedUnion("done", [
  z.object({ done: z.literal("open") }),
  z.object({ done: z.literal("found"), orgId: z.int(), integrationId: z.int() }),
  SyncDone,
]);
export type EngineReply = z.infer<typeof EngineReply>;
