import { isConnectorError } from "@muster/connector-sdk";
import type { Signer } from "./signer.ts";

/** What one request proves itself with, over all its attempts. */
export interface Proof {
  authorization: () => ReturnType<Signer["authorization"]>;
  soap: () => ReturnType<Signer["soap"]>;
  /**
   * Sends, and once more with another token where the vendor no longer takes the one that was sent: it may have run
   * out early. Only once for a request: a vendor that refuses two tokens means the person behind them.
   */
  renewing: <T>(send: () => Promise<T>) => Promise<T>;
}

/** A proof for one request. */
export function openProof(signer: Signer, signal: AbortSignal): Proof {
  const last: { sent: string | undefined } = { sent: undefined };
  let renewed = false;
  return {
    authorization: async () => {
      last.sent = await signer.authorization(signal);
      return last.sent;
    },
    soap: async () => {
      const proof = await signer.soap(signal);
      if ("authorization" in proof) last.sent = proof.authorization;
      return proof;
    },
    renewing: async (send) => {
      last.sent = undefined;
      try {
        return await send();
      } catch (error) {
        // Nothing was sent where the sign-in itself was refused.
        const refused = isConnectorError(error) && error.kind === "auth";
        if (!signer.reject || renewed || !refused || last.sent === undefined) throw error;
        renewed = true;
        signer.reject(last.sent);
        return send();
      }
    },
  };
}
