/** The words for a level that every organization's people are compared by, the lowest first. */
export const SENIORITIES = [
  "intern",
  "junior",
  "mid",
  "senior",
  "lead",
  "manager",
  "director",
  "executive",
] as const;

export type Seniority = (typeof SENIORITIES)[number];

/**
 * Vendors' words, and which level each means; of several the first in this order decides: a "Senior Manager" is a
 * manager, a "Management Trainee" an intern.
 */
const WORDS: readonly (readonly [Seniority, readonly string[]])[] = [
  [
    "intern",
    [
      "intern",
      "internship",
      "trainee",
      "apprentice",
      "working student",
      "werkstudent",
      "praktikant",
      "praktikantin",
      "azubi",
      "stagiaire",
    ],
  ],
  [
    "executive",
    [
      "chief",
      "c level",
      "c suite",
      "ceo",
      "cfo",
      "coo",
      "cto",
      "cio",
      "cpo",
      "cmo",
      "chro",
      "president",
      "vp",
      "svp",
      "evp",
      "managing director",
      "executive team",
      "executive level",
      "executive leadership",
      "executive management",
      "senior executive",
      "vorstand",
      "geschäftsführer",
      "geschäftsführerin",
    ],
  ],
  ["director", ["director", "head", "direktor", "direktorin", "directeur", "directrice"]],
  [
    "manager",
    ["manager", "management", "mgr", "supervisor", "abteilungsleiter", "abteilungsleiterin", "responsable"],
  ],
  [
    "lead",
    [
      "lead",
      "team leader",
      "principal",
      "distinguished",
      "senior staff",
      "staff engineer",
      "staff developer",
      "staff designer",
      "staff scientist",
      "teamleiter",
      "teamleiterin",
    ],
  ],
  ["senior", ["senior", "sr", "snr"]],
  ["junior", ["junior", "jr", "jnr", "entry", "entry level", "graduate", "associate"]],
  ["mid", ["mid", "middle", "intermediate", "medior", "professional", "experienced"]],
];

/** A word that is somebody's whole level, though in the midst of others it says nothing: an "Account Executive". */
const ALONE: Readonly<Partial<Record<string, Seniority>>> = {
  executive: "executive",
  executives: "executive",
};

/** What turns the word behind it around ("Non-Manager"), or speaks of somebody else ("Assistant to the CEO"). */
const TURNED = new Set(["non", "not", "no", "to"]);

/**
 * The level that a vendor's word means; null for a word that says none. A company's own codes ("IC5", "L4", "Band C")
 * mean what the company says, and nothing here could guess it: a lookup table tells.
 */
export function seniorityOf(word: string): Seniority | null {
  const words = word
    .normalize("NFC")
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((one) => one !== "");
  const whole = words.join(" ");
  if (Object.hasOwn(ALONE, whole)) return ALONE[whole] ?? null;
  if (words.some((one) => TURNED.has(one))) return null;
  const text = ` ${whole} `;
  const hit = WORDS.find(([, candidates]) => candidates.some((one) => text.includes(` ${one} `)));
  return hit ? hit[0] : null;
}
