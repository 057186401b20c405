import type { Connector } from "@muster/connector-sdk";
import type { FaultName as SimulatorFault, Simulator } from "@muster/simulators";

/** What the simulators can do wrong, by name. */
export type FaultName = SimulatorFault;

/** What is put to the test. */
export interface Subject {
  connector: Connector;
  /** Starts the simulated vendor with a company of that many people, or of more. */
  simulator: (employees: number) => Promise<Simulator>;
  /** One call of the vendor's that is good, where the connector has a webhook. */
  delivery?: SampleDelivery | undefined;
}

/** A webhook's call as the vendor makes it, and what proves it. */
export interface SampleDelivery {
  /** Lowercase names. */
  headers: Readonly<Record<string, string>>;
  body: string;
  receivedAt: Date;
  /** By the names of the connector's declaration. */
  secrets: Readonly<Record<string, string>>;
  /** True where nothing that is signed tells when the call was made, so that an old one cannot be told. */
  undated?: true;
}

/** A connector and the simulated vendor that one scenario has to itself. */
export interface Bench {
  connector: Connector;
  simulator: Simulator;
  delivery: SampleDelivery | undefined;
  /** What a log would hold. */
  log: unknown[];
}

/** What is wrong, a sentence each; empty when nothing is. */
export type Findings = readonly string[];

/** One promise of every connector. `run` never throws for a promise that is broken. */
export interface Scenario {
  /** A sentence about the connector. */
  name: string;
  /** Whom it concerns; absent: every connector. */
  concerns?: (connector: Connector) => boolean;
  /** True where pages are to be as large as the vendor makes them, not as small as suits a small company. */
  fullSize?: boolean;
  run: (bench: Bench) => Promise<Findings>;
}
