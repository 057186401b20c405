export { isPathId, lookOf, storedPosition, unclearLook, unexpectedAnswer } from "./answers.ts";
export {
  type AuthMethod,
  type BasicAuth,
  basicAuth,
  type BearerAuth,
  bearerAuth,
  type FurtherProof,
  type HeaderAuth,
  headerAuth,
  type SecretValues,
  type UsernameTokenAuth,
  usernameTokenAuth,
} from "./auth.ts";
export type { Check } from "./checks.ts";
export {
  type Connector,
  type ConnectorContext,
  type ConnectorDefinition,
  defineConnector,
  type LookResult,
} from "./connector.ts";
export { type CursorCheckpoint, pagesByCursor } from "./cursor-pages.ts";
export {
  ConnectorError,
  type ConnectorErrorOptions,
  type ErrorKind,
  isConnectorError,
  needsFullRead,
  restartsRead,
  StaleCursorError,
  StaleWatermarkError,
} from "./errors.ts";
export { hostLabel } from "./host-label.ts";
export type {
  ConnectorHttp,
  FailedAnswer,
  HttpAnswer,
  HttpPostOptions,
  HttpRequestOptions,
  ItemsOptions,
  QueryValue,
  SoapAnswer,
  SoapMessage,
} from "./http.ts";
export type { Limits, RateWindow } from "./limits.ts";
export { allRows, linkedRows, type RowsPage } from "./linked-rows.ts";
export { type FirstOf, first, MAPPING_TARGETS, type Mapping, type MappingTarget } from "./mapping.ts";
export {
  type ClientAuthentication,
  type MakeAssertion,
  type OAuth,
  oauthAssertion,
  oauthClientCredentials,
  type OAuthConsent,
  type OAuthGrant,
  oauthJwtBearer,
  oauthRefreshToken,
} from "./oauth.ts";
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
  Watermark,
} from "./records.ts";
export { type FieldValues, pageOf, type ReadRow, readRow, valuesIn } from "./rows.ts";
export { type SecretField, type SecretOptions, secret } from "./secret.ts";
export { sideBySide } from "./side-by-side.ts";
export { type Probe, testConnection } from "./test-connection.ts";
export {
  dayOf,
  dayValue,
  idValue,
  numberValue,
  rejectedBy,
  samplesOf,
  textValue,
} from "./values.ts";
export { instantOf, watermarkBefore } from "./watermark.ts";
export {
  jsonIn,
  sameSignature,
  type Webhook,
  type WebhookDelivery,
  type WebhookOutcome,
} from "./webhook.ts";
export {
  isXmlElement,
  xmlAll,
  type XmlElement,
  xmlElement,
  xmlFirst,
  xmlText,
  xmlTextAt,
} from "./xml.ts";
