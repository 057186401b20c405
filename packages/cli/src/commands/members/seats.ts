import { readSeats, setSeats } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { inOrganization } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";

/** Shows how many seats there are and who waits for one, or sets their number. */
export async function seats(context: Context, text: string | undefined): Promise<void> {
  const { output, options } = context;
  const wanted = text === undefined ? undefined : seatsOf(text);
  const now = await inOrganization(context, ({ store, org, act }) =>
    store.forOrganization(org.id, async (tx) => {
      if (wanted !== undefined) await setSeats(tx, act(), wanted);
      return readSeats(tx, org.id);
    }),
  );
  if (options.json) return output.json(now);
  const of = now.seats === null ? "members are not counted" : `of ${now.seats} seats`;
  output.line(`${now.taken} invited or active, ${of}; ${now.waiting} wait for a seat.`);
}

function seatsOf(text: string): number | null {
  if (text === "none") return null;
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 1_000_000_000) return number;
  throw usageError(`"${text}" is no number of seats.`, {
    code: "badSeats",
    fix: "Give a number, or `none` where members are not counted.",
  });
}
