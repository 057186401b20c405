import type { Judged } from "./checks.ts";
import { dayOf, HOUR } from "./company.ts";
import { isEmployed, mostAbsences, mostLeavers } from "./oracle.ts";
import type { State } from "./state.ts";
import { words } from "./words.ts";

/** Whoever the run put out by itself is no more than the rules let go without a person. */
export function gate(judged: Judged): string[] {
  const { before, after, read, integration, listsLeavers, first, configChanged, oracle } = judged;
  const run = after.run?.id;
  const own = after.leavers.filter((leaver) => leaver.integration === integration && !leaver.approved);
  const now = own.filter((leaver) => leaver.run === run);
  const count = (cause: string): number => now.filter((leaver) => leaver.cause === cause).length;
  const [terminations, absences] = [count("termination"), count("absence")];
  const base = baseOf(before, integration);
  const week = own.filter(({ at }) => Date.parse(at) > read.now - 7 * 24 * HOUR).length;
  const weekBase = base + after.leavers.filter(({ at }) => Date.parse(at) > read.now - 7 * 24 * HOUR).length;
  const emptied = emptiedGroups(
    before,
    integration,
    now.map(({ memberId }) => memberId),
  );
  const back = after.members.filter(
    ({ id, status }) =>
      status !== "deactivated" && before.members.some((one) => one.id === id && one.status === "deactivated"),
  ).length;
  const approvedBack = before.holds.filter(
    ({ cause, state }) => cause === "reactivate" && state === "approved",
  ).length;
  const active = before.members.filter(({ status }) => status === "active" || status === "invited");
  const readdressed = active.filter(({ id, email }) => {
    const { email: to = null } = after.members.find((one) => one.id === id) ?? {};
    return email !== null && to !== null && email.toLowerCase() !== to.toLowerCase();
  }).length;
  const lost = fallen(judged);
  const let_through = before.fields.some(
    ({ integration: of, state }) => of === integration && state === "approved",
  );
  return words([
    now.length > 0 && (first || configChanged) && "leavers of a first run went without a person",
    terminations > mostLeavers(base) && `${terminations} of ${base} were let go`,
    absences > mostAbsences(base, listsLeavers) && `${absences} absent of ${base} were let go`,
    now.length > 0 && week > 3 && week > weekBase * 0.2 && `${week} of ${weekBase} went in seven days`,
    ...emptied.map((name) => `all of ${name} were let go`),
    back - approvedBack > Math.max(5, base * 0.05) && `${back} came back at once`,
    !oracle.addressesMayMove &&
      readdressed >= 3 &&
      readdressed > active.length * 0.1 &&
      `${readdressed} of ${active.length} addresses changed`,
    // A read of changes has nothing to be compared with.
    read.answer.mode === "full" &&
      read.answer.rows.every(({ department }) => department === null) &&
      lost >= 3 &&
      lost > read.answer.rows.length * 0.05 &&
      !let_through &&
      `${lost} departments were cleared`,
  ]);
}

/** How many fewer have a department of those whom the source showed before and shows at work now. */
function fallen({ before, after, integration, read }: Judged): number {
  const day = dayOf(read.now);
  const shown = new Set(read.answer.rows.flatMap((row) => (isEmployed(row, day) ? [row.id] : [])));
  const known = new Set(
    before.records
      .filter((record) => record.integration === integration && shown.has(record.id))
      .map(({ memberId }) => memberId),
  );
  const filled = ({ members }: State): number =>
    members.filter(({ id, department }) => known.has(id) && department !== null).length;
  return filled(before) - filled(after);
}

/** Members not deactivated whom the source claims. */
function baseOf(state: State, integration: number): number {
  const claimed = state.records.filter(
    ({ integration: of, claim }) => of === integration && (claim === "employed" || claim === "suspect"),
  );
  const out = new Set(state.members.flatMap(({ id, status }) => (status === "deactivated" ? [id] : [])));
  return new Set(
    claimed.flatMap(({ memberId }) => (memberId === null || out.has(memberId) ? [] : [memberId])),
  ).size;
}

/** Departments of three or more that have lost everybody. */
function emptiedGroups(state: State, integration: number, gone: readonly number[]): string[] {
  const ids = new Set(
    state.records
      .filter(({ integration: of, claim }) => of === integration && claim !== "left" && claim !== null)
      .map(({ memberId }) => memberId),
  );
  const groups = Map.groupBy(
    state.members.filter(
      ({ id, status, department }) => ids.has(id) && status !== "deactivated" && department,
    ),
    ({ department }) => department ?? "",
  );
  return [...groups].flatMap(([name, members]) =>
    members.length >= 3 && members.every(({ id }) => gone.includes(id)) ? [name] : [],
  );
}

/** Whoever was newly held had a reason to be. */
export function newHolds({
  before,
  after,
  integration,
  listsLeavers,
  first,
  configChanged,
  read,
}: Judged): string[] {
  const run = after.run?.id;
  const said = after.holds.filter((hold) => hold.integration === integration && hold.lastRun === run);
  const base = baseOf(before, integration);
  // Who waits already may be in the plan of a run of changes, and their holds stay those of the full run.
  const standing = after.holds.filter(
    (hold) =>
      read.answer.mode === "changes" &&
      hold.integration === integration &&
      hold.lastRun !== run &&
      hold.state !== "rejected",
  );
  const count = (cause: string): number =>
    said.filter((hold) => hold.cause === cause).length +
    // Whoever was missed may have left by now, by the vendor's word.
    standing.filter((hold) => hold.cause === cause || hold.cause === "absence").length;
  const leavers = count("termination") + count("absence");
  const week = before.leavers.filter(({ at }) => Date.parse(at) > read.now - 7 * 24 * HOUR).length;
  const allowed: Record<string, boolean> = {
    terminations: count("termination") > mostLeavers(base),
    absences: count("absence") > mostAbsences(base, listsLeavers),
    absenceUncounted: listsLeavers && read.answer.total === null,
    sevenDays: leavers + week > 3,
    group: leavers >= 3,
    firstRun: first,
    configChanged,
    reactivations: count("reactivate") > 5,
    creates: count("create") > 25,
  };
  return said.flatMap((hold) =>
    hold.isNew && allowed[hold.code] === false ? [`held for nothing: ${JSON.stringify({ hold, base })}`] : [],
  );
}
