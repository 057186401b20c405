/** The tokens of one connection, as they are kept from one exchange to the next. Secrets, all of them. */
export interface Tokens {
  /** Null where the grant has none. */
  refreshToken: string | null;
  /** Null before the first exchange. */
  accessToken: string | null;
  /** When the access token is no longer handed out, by the system's clock; null where the vendor does not say. */
  renewAt: Date | null;
}

/** Hands a refresh token in and gives all that is valid from then on. Throws ConnectorError. */
export type Exchange = (refreshToken: string | null) => Promise<Tokens>;

/**
 * Where the tokens of one connection live. Vendors may let a refresh token count once only, so that two exchanges with
 * the same one end the connection: the vault is what makes them one.
 */
export interface TokenVault {
  read: () => Promise<Tokens>;
  /**
   * Runs `exchange` with the newest refresh token while nobody else who shares this vault does, and saves what it gives
   * before anybody sees it. Whoever finds that another access token was saved since `seen` is given that one; a vault
   * that keeps no access tokens exchanges again.
   */
  refresh: (seen: Tokens, exchange: Exchange) => Promise<Tokens>;
}

/** A vault that forgets with its process; one exchange at a time. */
export function memoryVault(refreshToken: string | null): TokenVault {
  let tokens: Tokens = { refreshToken, accessToken: null, renewAt: null };
  let turn: Promise<unknown> = Promise.resolve();
  return {
    read: async () => tokens,
    refresh: (seen, exchange) => {
      const mine = turn.then(async () => {
        const renewed = tokens.accessToken !== null && tokens.accessToken !== seen.accessToken;
        if (!renewed) tokens = await exchange(tokens.refreshToken);
        return tokens;
      });
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}
