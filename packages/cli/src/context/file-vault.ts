import type { Tokens, TokenVault } from "@muster/connector-host";
import { z } from "zod";
import { describeError } from "../errors/describe-error.ts";
import { readConfigFile } from "./config-file.ts";
import { updateConfigAuth, withConfigLock } from "./config-update.ts";

const connected = z.object({ auth: z.object({ refreshToken: z.string() }) });

export interface FileVaultOptions {
  /** Of a Config FILE; `-` for one that came by stdin. */
  path: string;
  /** As it was read from there. */
  refreshToken: string;
  /** Told when the file could not be kept up. */
  warn: (text: string) => void;
}

/**
 * The vault of a Config FILE: a refresh token that the vendor gives in place of its own is written back before it is
 * used. Access tokens go with the process.
 */
export function fileVault({ path, refreshToken, warn }: FileVaultOptions): TokenVault {
  let held: Tokens = { refreshToken, accessToken: null, renewAt: null };
  let lost = path === "-";

  async function read(): Promise<Tokens> {
    if (lost) return held;
    const { auth } = connected.parse(await readConfigFile(path));
    return { ...held, refreshToken: auth.refreshToken };
  }

  async function save(fresh: string): Promise<void> {
    try {
      await updateConfigAuth(path, { refreshToken: fresh });
    } catch (error) {
      lost = true;
      warn(
        `warning: the vendor gave a new refresh token, and it could not be kept. ${describeError(error).message} The one in it may not work again: make the file writable, then connect again with \`muster connectors authorize\`.`,
      );
    }
  }

  return {
    read,
    refresh: (_seen, exchange) => {
      const work = async (): Promise<Tokens> => {
        const before = (await read()).refreshToken;
        held = await exchange(before);
        if (held.refreshToken !== null && held.refreshToken !== before) await save(held.refreshToken);
        return held;
      };
      return lost ? work() : withConfigLock(path, work);
    },
  };
}
