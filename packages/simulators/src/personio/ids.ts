const FIRST_PERSON = 3000;
const FIRST_EMPLOYMENT = 70_000;

/** Digits as text, as the API gives them. */
export function personId(number: number): string {
  return String(FIRST_PERSON + number);
}

/** The number behind a person's id; undefined for what is none. */
export function personNumber(id: string): number | undefined {
  const number = /^[1-9]\d{3,8}$/.test(id) ? Number(id) - FIRST_PERSON : 0;
  return number > 0 ? number : undefined;
}

/** `earlier`: of whoever was employed before. */
export function employmentId(number: number, earlier = false): string {
  return String(FIRST_EMPLOYMENT + 2 * number + (earlier ? 1 : 0));
}

/** A unit has no id but the one that its name gives, so that the same company has the same units. */
export function unitId(name: string): string {
  return String(Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7));
}
