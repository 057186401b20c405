import type { ErrorKind } from "@muster/connector-sdk";
import type { Scheduled } from "../schedule/schedule.ts";

/** What of an integration decides how it is. */
export interface HealthFacts extends Scheduled {
  now: Date;
  /** Its schedule is switched on. */
  enabled: boolean;
  nextRunAt: Date | null;
  /** By the operator, for all integrations of the vendor. */
  vendorPause: { connector: string; reason: string; since: Date } | null;
  underWay: {
    run: number;
    phase: "reading" | "planning" | "applying";
    people: number;
    /** Null: the vendor does not say. */
    total: number | null;
    startedAt: Date | null;
    /** Its worker has gone, and none has taken over. */
    abandoned: boolean;
  } | null;
  /** The run that has waited longest for a worker. */
  queuedSince: Date | null;
  /** The newest run that ended by itself, dry ones left out. */
  last: LastRun | null;
  /** Runs that failed one after the other, and since when. */
  failures: number;
  failingSince: Date | null;
  /** Full reads without a certificate, one after the other. */
  uncertified: number;
  /** People, fields and whole plans that wait for a decision. */
  waiting: number;
  waitingSince: Date | null;
  /** Open questions about who is who. */
  conflicts: number;
}

export interface LastRun {
  run: number;
  state: "succeeded" | "held" | "failed";
  mode: string;
  certificate: "counted" | "walked" | "none" | null;
  counts: Readonly<Record<string, number>>;
  kind: ErrorKind | null;
  code: string | null;
  reason: string | null;
  fix: string | null;
  endedAt: Date;
}
