import { installedConnectors } from "@muster/config";
import { findConnector } from "@muster/sync";
import type { Connector } from "@muster/connector-sdk";

/** An installed connector by its id. Throws ConnectorError `config`. */
export function connectorOf(id: string): Connector {
  return findConnector({ connectors: new Map(installedConnectors.map((each) => [each.id, each])) }, id);
}
