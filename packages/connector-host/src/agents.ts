import http from "node:http";
import https from "node:https";
import { type LookupFunction, Socket } from "node:net";

export interface Agents {
  httpAgent: http.Agent;
  httpsAgent: https.Agent;
  destroy: () => void;
}

/** What proves who connects, in PEM. */
export interface ClientCertificate {
  cert: string;
  key: string;
}

/** Both agents of one connector: checked look-up, a bound on connecting, no shared sockets with anybody else. */
export function createAgents(
  lookup: LookupFunction,
  connectMs: number,
  certificate: ClientCertificate | undefined,
): Agents {
  const httpAgent = new http.Agent({ keepAlive: true, lookup });
  // Said outright: the environment's NODE_TLS_REJECT_UNAUTHORIZED would switch the check off otherwise.
  const httpsAgent = new https.Agent({ keepAlive: true, lookup, rejectUnauthorized: true, ...certificate });
  boundConnecting(httpAgent, "connect", connectMs);
  boundConnecting(httpsAgent, "secureConnect", connectMs);
  return {
    httpAgent,
    httpsAgent,
    destroy: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

/** Neither Node nor axios bounds look-up, TCP and TLS apart from the answer. */
function boundConnecting(agent: http.Agent, connected: "connect" | "secureConnect", ms: number): void {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = create(options, callback);
    if (socket instanceof Socket) {
      const late = () =>
        socket.destroy(Object.assign(new Error("connecting took too long"), { code: "ETIMEDOUT" }));
      const timer = setTimeout(late, ms);
      socket.once(connected, () => clearTimeout(timer));
      socket.once("close", () => clearTimeout(timer));
    }
    return socket;
  };
}
