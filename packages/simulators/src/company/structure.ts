/** A department, its titles from the first rung to the top one, and how many of 20 people work there. */
interface Department {
  name: string;
  head: string;
  titles: readonly string[];
  share: number;
}

export const DEPARTMENTS: readonly Department[] = [
  {
    name: "Engineering",
    head: "VP Engineering",
    titles: [
      "Software Engineer",
      "Senior Software Engineer",
      "Staff Engineer",
      "QA Engineer",
      "Data Analyst",
    ],
    share: 6,
  },
  {
    name: "Sales",
    head: "Head of Sales",
    titles: [
      "Sales Development Representative",
      "Account Executive",
      "Senior Account Executive",
      "Sales Engineer",
    ],
    share: 3,
  },
  {
    name: "Customer Support",
    head: "Head of Customer Support",
    titles: [
      "Support Specialist",
      "Senior Support Specialist",
      "Support Engineer",
      "Customer Success Manager",
    ],
    share: 3,
  },
  {
    name: "Product",
    head: "Chief Product Officer",
    titles: ["Product Manager", "Senior Product Manager", "Product Designer", "UX Researcher"],
    share: 2,
  },
  {
    name: "Marketing",
    head: "Head of Marketing",
    titles: ["Content Writer", "Marketing Manager", "Brand Designer", "Event Manager"],
    share: 2,
  },
  {
    name: "Operations",
    head: "Chief Operating Officer",
    titles: ["Operations Associate", "Logistics Planner", "Facilities Manager", "IT Administrator"],
    share: 2,
  },
  {
    name: "Finance",
    head: "Chief Financial Officer",
    titles: ["Accountant", "Payroll Specialist", "Financial Analyst", "Controller"],
    share: 1,
  },
  {
    name: "People & Culture",
    head: "Head of People",
    titles: ["HR Generalist", "Recruiter", "Learning Partner", "People Analyst"],
    share: 1,
  },
];

export const LOCATIONS: readonly { name: string; division: string }[] = [
  { name: "Austin", division: "North America" },
  { name: "Montréal", division: "North America" },
  { name: "Remote US", division: "North America" },
  { name: "Dublin", division: "Europe" },
  { name: "Kraków", division: "Europe" },
  { name: "München", division: "Europe" },
  { name: "Singapore", division: "Asia Pacific" },
];

export const CHIEF = { department: "Executive", title: "Chief Executive Officer" } as const;

const REPORTS_EACH = 7;
const SEATS = dealSeats();
const RANKS = SEATS.map(
  (department, seat) => SEATS.slice(0, seat).filter((other) => other === department).length,
);

/**
 * The manager tree by arithmetic. Person 0 leads the company; of every 20 who follow, each department gets
 * its share; inside a department the k-th reports to the one at (k - 1) / 7, the first to person 0.
 */
export function departmentOf(index: number): number {
  return SEATS[(index - 1) % SEATS.length] ?? 0;
}

/** The index of the manager of one of the first `index` people; null for person 0. */
export function managerOf(index: number): number | null {
  if (index === 0) return null;
  const place = placeOf(index);
  return place === 0 ? 0 : indexAt(departmentOf(index), Math.floor((place - 1) / REPORTS_EACH));
}

/** True when one of the first `count` people reports to `index`. */
export function leads(index: number, count: number): boolean {
  if (index === 0) return count > 1;
  return indexAt(departmentOf(index), placeOf(index) * REPORTS_EACH + 1) < count;
}

/** True for the first person of each department. */
export function headsDepartment(index: number): boolean {
  return index > 0 && placeOf(index) === 0;
}

/** The index of somebody who leads a team in `department`, drawn by `lot`; person 0 in a company too small for it. */
export function leaderIn(department: number, lot: number, count: number): number {
  const members = Math.floor(((count - 1) * shareOf(department)) / SEATS.length);
  const leaders = Math.max(1, Math.floor((members - 1) / REPORTS_EACH));
  const index = indexAt(department, lot % leaders);
  return index < count ? index : 0;
}

function placeOf(index: number): number {
  const round = Math.floor((index - 1) / SEATS.length);
  return round * shareOf(departmentOf(index)) + (RANKS[(index - 1) % SEATS.length] ?? 0);
}

function indexAt(department: number, place: number): number {
  const share = shareOf(department);
  const rank = place % share;
  const seat = SEATS.findIndex((owner, candidate) => owner === department && RANKS[candidate] === rank);
  return 1 + Math.floor(place / share) * SEATS.length + seat;
}

function shareOf(department: number): number {
  return DEPARTMENTS[department]?.share ?? 1;
}

/** Round after round one seat for each department that still has some, so that the heads come first. */
function dealSeats(): number[] {
  const most = Math.max(...DEPARTMENTS.map((department) => department.share));
  return Array.from({ length: most }, (_, round) =>
    DEPARTMENTS.flatMap((department, index) => (department.share > round ? [index] : [])),
  ).flat();
}
