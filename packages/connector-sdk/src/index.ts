export {
  type AuthMethod,
  type BasicAuth,
  basicAuth,
  type BearerAuth,
  bearerAuth,
  type SecretValues,
} from "./auth.ts";
export type { Check } from "./checks.ts";
export {
  type Connector,
  type ConnectorContext,
  type ConnectorDefinition,
  defineConnector,
  type LookResult,
} from "./connector.ts";
export {
  ConnectorError,
  type ConnectorErrorOptions,
  type ErrorKind,
  isConnectorError,
  restartsRead,
  StaleCursorError,
} from "./errors.ts";
export { hostLabel } from "./host-label.ts";
export type {
  ConnectorHttp,
  FailedAnswer,
  HttpAnswer,
  HttpPostOptions,
  HttpRequestOptions,
  QueryValue,
} from "./http.ts";
export type { Limits, RateWindow } from "./limits.ts";
export { type FirstOf, first, MAPPING_TARGETS, type Mapping, type MappingTarget } from "./mapping.ts";
export { isPlainDate, type PlainDate, plainDate } from "./plain-date.ts";
export type {
  Checkpoint,
  DiscoveredField,
  FieldValue,
  Page,
  RejectedRecord,
  SourceField,
  SourceFieldType,
  SourceRecord,
  VendorStatus,
} from "./records.ts";
export { type SecretField, secret } from "./secret.ts";
