export { SimulatorError, type SimulatorErrorCode } from "./error.ts";
export type { EditChange, EditInput } from "./kit/edit-input.ts";
export type { FaultRule, FaultsInput } from "./kit/fault-input.ts";
export type { LoggedRequest } from "./kit/request-log.ts";
export type { KeyRing, TruthRow } from "./kit/vendor.ts";
export { faults, startSimulator, vendors, type Simulator, type SimulatorOptions } from "./start.ts";
