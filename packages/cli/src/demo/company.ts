/**
 * The company of the demo. In its first 30 days everybody who joins, moves or leaves has a work e-mail, and some
 * of the leavers have a match by then; on day 31 the same holds of the news, which the demo also checks.
 */
export const COMPANY = { seed: 38, employees: 250 };

/**
 * Who vanishes on day 31: a share of all records, old ones included, drawn with this seed. Exactly `members` of
 * them are people whom the last sync knew as employed, and none of them is in that day's news.
 */
export const VANISHED = { faults: { hidePeople: 0.27, seed: 3 }, members: 60 };

/** The vendors that are shown side by side, each with a company of its own, drawn by its seed. */
export const TOUR = ["bamboohr", "hibob", "rippling", "workday"].map((vendor, index) => ({
  vendor,
  company: { seed: 50 + index, employees: 250 },
}));
