/** The management levels that this tenant made up: Management_Level_ID and what people read. */
export interface Level {
  id: string;
  name: string;
}

const LEVELS: readonly { when: RegExp; level: Level }[] = [
  { when: /^Chief Executive/, level: { id: "2_Chief_Executive_Officer", name: "Chief Executive Officer" } },
  { when: /^(Chief|VP|Head)/, level: { id: "3_Executive", name: "Executive" } },
  { when: /Manager|Controller/, level: { id: "6_Manager", name: "Manager" } },
];

export function levelOf(jobTitle: string): Level {
  const found = LEVELS.find(({ when }) => when.test(jobTitle));
  return found?.level ?? { id: "8_Individual_Contributor", name: "Individual Contributor" };
}
