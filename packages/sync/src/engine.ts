import type { Bounds, SharedLimits } from "@muster/connector-host";
import type { Connector } from "@muster/connector-sdk";
import type { Keyring, Store } from "@muster/store";

/** What a run does, for whoever watches it. People are those read so far. */
export interface Progress {
  runId: number;
  phase: "reading" | "planning" | "applying";
  people: number;
  /** What the vendor says there are; undefined while or where unknown. */
  total: number | undefined;
}

/** Where the engine reports; messages hold ids, codes and numbers, no personal data. */
export interface EngineLog {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Everything that the engine acts with; it looks nothing up by itself. */
export interface Engine {
  store: Store;
  keyring: Keyring;
  connectors: ReadonlyMap<string, Connector>;
  /** `host:port` that the outbound guard lets through. */
  allowHosts: readonly string[];
  /** Where a reader of the vendor's answers is to be less patient, or more, than its connector asks for. */
  bounds?: Partial<Bounds>;
  /** The limits of vendor accounts, shared with other workers; absent: this process has them for itself. */
  sharedLimits?: SharedLimits;
  /** Business clock; leases use the database's. */
  now: () => Date;
  log: EngineLog;
}
