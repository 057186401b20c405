/** A share that holds only when it also means enough people: `max(people, percent of the base)`. */
export interface ShareLimit {
  people: number;
  percent: number;
}

/** The numbers of the gate and of absence. An integration may have its own. */
export interface Policy {
  terminations: ShareLimit & {
    ceiling: number;
    smallBase: number;
    smallPeople: number;
    smallPercent: number;
  };
  absences: ShareLimit;
  /** Hours between the first certified look that missed a person and the one that may end their claim. */
  secondLookHours: number;
}

export const DEFAULT_POLICY: Policy = {
  terminations: { people: 5, percent: 10, ceiling: 500, smallBase: 20, smallPeople: 2, smallPercent: 20 },
  absences: { people: 2, percent: 1 },
  secondLookHours: 12,
};
