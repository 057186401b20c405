import type { WorkspacePackage } from "./workspace.ts";

interface Floor {
  /** How high it lies. Tests may import from anything lower. */
  height: number;
  /** Tags or names of our packages that it may import. */
  may: readonly string[];
  /** Tags that it may not import even so. */
  never?: readonly string[];
}

const upTo = (floor: number): string[] => Array.from({ length: floor + 1 }, (_, index) => `floor-${index}`);

/** Who may import whom, by the floor tag in a package's `turbo.json`. */
const FLOORS: ReadonlyMap<string, Floor> = new Map([
  ["floor-0", { height: 0, may: [] }],
  ["floor-1", { height: 1, may: ["@muster/connector-sdk"] }],
  ["floor-2", { height: 2, may: upTo(1), never: ["connector", "simulator"] }],
  ["floor-3", { height: 3, may: upTo(2), never: ["connector", "simulator"] }],
  ["floor-4", { height: 4, may: upTo(3), never: ["simulator"] }],
  ["floor-5", { height: 5, may: upTo(4), never: ["simulator"] }],
  ["floor-6", { height: 6, may: upTo(5) }],
  ["page", { height: 6, may: ["@muster/api-contract"] }],
  [
    "dev",
    {
      height: 2,
      may: ["@muster/connector-sdk", "@muster/connector-host", "@muster/roster", "@muster/simulators"],
    },
  ],
]);

/** What is wrong with a package's own tags, or undefined. The other rules stand on these. */
export function badTags({ dir, tags }: WorkspacePackage): string | undefined {
  const floors = tags.filter((tag) => FLOORS.has(tag));
  if (floors.length !== 1) {
    return `needs exactly one floor tag (${[...FLOORS.keys()].join(", ")}), has ${floors.length}`;
  }
  for (const [folder, tag] of [
    ["connectors/", "connector"],
    ["packages/simulators", "simulator"],
  ] as const) {
    if (dir.startsWith(folder) && !tags.includes(tag)) return `needs the tag ${tag}`;
  }
  return undefined;
}

/** Why `from` may not import `to`, or undefined where it may. `inTest`: from a test file only. */
export function forbids(from: WorkspacePackage, to: WorkspacePackage, inTest: boolean): string | undefined {
  const [fromTag, fromFloor] = floorOf(from);
  const [toTag, toFloor] = floorOf(to);
  if (inTest) {
    const allowed =
      to.tags.includes("dev") || to.tags.includes("simulator") || toFloor.height < fromFloor.height;
    return allowed
      ? undefined
      : `tests of ${fromTag} may import lower floors, dev and simulators, not ${toTag}`;
  }
  const names = [to.name, ...to.tags];
  const banned = fromFloor.never?.find((tag) => names.includes(tag));
  if (banned !== undefined) return `${fromTag} may import no ${banned}`;
  if (fromFloor.may.some((allowed) => names.includes(allowed))) return undefined;
  return `${fromTag} may import ${fromFloor.may.join(", ") || "nothing of ours"}; ${to.name} is ${toTag}`;
}

function floorOf({ tags }: WorkspacePackage): [tag: string, floor: Floor] {
  for (const tag of tags) {
    const floor = FLOORS.get(tag);
    if (floor) return [tag, floor];
  }
  return ["no floor", { height: Number.POSITIVE_INFINITY, may: [] }];
}
