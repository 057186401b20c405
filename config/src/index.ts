export { installedConnectors } from "../connectors.ts";
export { type Clock, clockFrom } from "./clock.ts";
export { isConfigError } from "./config-error.ts";
export { type Env, parseEnv } from "./env.ts";
export { type Muster, openDatabase, openMuster, type OpenMusterOptions } from "./open-muster.ts";
