import type { Person } from "../company/person.ts";

export const JOB_LEVELS = ["Entry", "Professional", "Senior", "Lead", "Executive"] as const;

/** The level of a title, in a company that has bought levels; null without a title. */
export function jobLevelOf({ jobTitle }: Person): (typeof JOB_LEVELS)[number] | null {
  if (jobTitle === null) return null;
  if (/^(VP|Head|Chief)\b/.test(jobTitle)) return "Executive";
  if (/^Staff\b|Manager$/.test(jobTitle)) return "Lead";
  if (/^Senior\b/.test(jobTitle)) return "Senior";
  return /Associate|Representative/.test(jobTitle) ? "Entry" : "Professional";
}
