import { type Connector, ConnectorError } from "@muster/connector-sdk";
import type { Engine } from "./engine.ts";

/** An installed connector by its id. */
export function findConnector(engine: Pick<Engine, "connectors">, id: string): Connector {
  const connector = engine.connectors.get(id);
  if (connector) return connector;
  throw new ConnectorError("config", `The connector "${id}" is not installed.`, {
    code: "unknownConnector",
    fix: `Give one of ${[...engine.connectors.keys()].join(", ")}, or install it and name it in config/connectors.ts.`,
  });
}
