export { parseAllowHosts } from "./allow-hosts.ts";
export type { Bounds } from "./bounds.ts";
export { type ConnectorConfig, parseConnectorConfig, parseUnconnectedConfig } from "./config.ts";
export type { SharedLimits } from "./limiter.ts";
export type { RequestInfo } from "./http.ts";
export {
  type Authorization,
  type AuthorizationOptions,
  beginAuthorization,
  finishAuthorization,
} from "./oauth/consent.ts";
export type { Exchange, Tokens, TokenVault } from "./oauth/vault.ts";
export { type OpenConnector, openConnector, type OpenOptions } from "./open.ts";
