/** What went wrong, for programs: `message` says it to people. */
export type SimulatorErrorCode =
  | "unknownVendor"
  | "badOption"
  | "portTaken"
  | "portRefused"
  | "badRequest"
  | "notFound";

/** An error of whoever drives the simulator (a wrong option, a bad body), never of the simulated vendor. */
export class SimulatorError extends Error {
  override readonly name = "SimulatorError";
  readonly code: SimulatorErrorCode;

  constructor(code: SimulatorErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}
