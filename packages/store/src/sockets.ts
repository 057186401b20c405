import { Socket } from "node:net";

/** The sockets of a pool, so that they can be cut when the other side has fallen silent without hanging up. */
export interface PoolSockets {
  /** For the pool's configuration. */
  stream: () => Socket;
  /** Whatever waits for an answer fails at once, as if the connection had broken. Gives how many there were. */
  cut: () => number;
}

export function poolSockets(): PoolSockets {
  const open = new Set<Socket>();
  return {
    stream() {
      const socket = new Socket();
      open.add(socket);
      socket.once("close", () => open.delete(socket));
      return socket;
    },
    cut() {
      const cut = [...open];
      for (const socket of cut) socket.destroy(new Error("The database has fallen silent."));
      return cut.length;
    },
  };
}
