export { bamboohrDelivery, type BamboohrEvent } from "./bamboohr/delivery.ts";
export { SimulatorError } from "./error.ts";
export type { Delivery } from "./kit/delivery.ts";
export type { FaultsInput } from "./kit/fault-input.ts";
export type { LoggedRequest } from "./kit/request-log.ts";
export type { TruthRow } from "./kit/vendor.ts";
export { faults, startSimulator, vendors, type Simulator } from "./start.ts";
