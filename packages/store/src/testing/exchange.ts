import type { SavedTokens } from "../integrations/tokens.ts";

/** When the tokens of the rotating vendor are renewed. */
export const RENEW_AT = new Date("2030-01-01T00:00:00Z");

/** Hands a refresh token in at the rotating vendor. */
export async function exchangeAt(url: string, refreshToken: string | null): Promise<SavedTokens> {
  const answer = await fetch(url, { method: "POST", body: refreshToken ?? "" });
  const body = (await answer.json()) as { accessToken: string; refreshToken: string; refused?: true };
  if (body.refused) throw new Error("the vendor refused the refresh token");
  return { accessToken: body.accessToken, refreshToken: body.refreshToken, renewAt: RENEW_AT };
}
