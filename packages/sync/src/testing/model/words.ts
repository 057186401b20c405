/** What is said of what holds. */
export function words(found: readonly (string | false | undefined)[]): string[] {
  return found.filter((one) => typeof one === "string");
}
