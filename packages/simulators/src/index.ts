export { bamboohrDelivery, type BamboohrEvent } from "./bamboohr/delivery.ts";
export type { Person } from "./company/person.ts";
export { leaveOn } from "./company/leave.ts";
export { SimulatorError } from "./error.ts";
export { hibobDelivery, type HibobEvent, hibobPing } from "./hibob/delivery.ts";
export { defineVendor } from "./kit/define-vendor.ts";
export type { Delivery } from "./kit/delivery.ts";
export type { FaultName } from "./kit/fault-catalog.ts";
export type { FaultsInput } from "./kit/fault-input.ts";
export { bendStretch, type Row, type RowKeys, spoilRows, type Stretch } from "./kit/list-faults.ts";
export { createOAuth, type OAuth } from "./kit/oauth.ts";
export type { OAuthDefinition } from "./kit/oauth-definition.ts";
export type { LoggedRequest } from "./kit/request-log.ts";
export type {
  Answer,
  Call,
  KeyRing,
  RateState,
  RateWindow,
  TruthRow,
  Vendor,
  VendorApi,
  VendorRequest,
  World,
} from "./kit/vendor.ts";
export { ripplingDelivery } from "./rippling/delivery.ts";
export {
  faults,
  type Simulator,
  type SimulatorOptions,
  startSimulator,
  startVendor,
  vendors,
} from "./start.ts";
