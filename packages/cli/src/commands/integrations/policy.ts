import { isPlainDate } from "@muster/connector-sdk";
import { DEFAULT_POLICY, dayIn, type PartialPolicy, policyOf } from "@muster/roster";
import { type Announcement, listAnnouncements } from "@muster/store";
import { announceLeavers, changePolicy } from "@muster/sync";
import type { Context } from "../../context/action.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";
import { renderTable } from "../../output/table.ts";

interface PolicyOptions {
  set?: string[];
  unset?: string[];
  announce?: number;
  until?: string;
  reason?: string;
}

/** Shows the numbers of the gate, changes them, or announces leavers. */
export async function policy(context: Context<PolicyOptions>, id: string): Promise<void> {
  const { options } = context;
  return inOrganization(context, async (session) => {
    const { engine, act, store, org } = session;
    const { actor } = act();
    const integration = await integrationOf(session, id);
    let own = integration.policy;
    if (options.set || options.unset) {
      own = changed(own, options);
      await changePolicy(engine, integration, { policy: own, actor });
    }
    if (options.announce !== undefined) {
      const { announce: leavers, until = "", reason = null } = options;
      if (!isPlainDate(until)) throw badUntil();
      await announceLeavers(engine, integration, { leavers, until, actor, reason });
    }
    const today = dayIn(integration.timeZone, engine.now());
    const announced = await store.forOrganization(org.id, (tx) =>
      listAnnouncements(tx, integration.id, today),
    );
    print(context, own, announced);
  });
}

/** The numbers by dotted names, such as `terminations.percent`. */
function flat(value: object, prefix = ""): [name: string, value: unknown][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === "object" && inner !== null
      ? flat(inner, `${prefix}${key}.`)
      : [[`${prefix}${key}`, inner]],
  );
}

const NAMES = new Map(flat(DEFAULT_POLICY));

function changed(own: PartialPolicy, { set = [], unset = [] }: PolicyOptions): PartialPolicy {
  const numbers = new Map(flat(own));
  for (const assignment of set) {
    const [name = "", value = ""] = assignment.split("=");
    numbers.set(known(name), Number(value || Number.NaN));
  }
  for (const name of unset) numbers.delete(known(name));
  const result: Record<string, unknown> = {};
  for (const [name, value] of numbers) {
    const [group = "", key] = name.split(".");
    if (key === undefined) result[group] = value;
    else result[group] = { ...Object(result[group]), [key]: value };
  }
  return result;
}

function known(name: string): string {
  if (NAMES.has(name)) return name;
  throw usageError(`The policy has no number "${name}".`, {
    code: "unknownNumber",
    fix: `Give one of ${[...NAMES.keys()].join(", ")}, as in --set terminations.percent=5.`,
  });
}

function badUntil(): Error {
  return usageError("Until when the leavers are expected is missing.", {
    code: "badUntil",
    fix: "Give --until with a day, YYYY-MM-DD, beside --announce.",
  });
}

function print({ output, options }: Context, own: PartialPolicy, announced: readonly Announcement[]): void {
  const numbers = new Map(flat(policyOf(own)));
  const changedNames = new Set(flat(own).map(([name]) => name));
  if (options.json) {
    output.json({
      policy: Object.fromEntries(numbers),
      own: Object.fromEntries(flat(own)),
      announced: announced.map(({ leavers, used, until, actor, reason }) => ({
        leavers,
        used,
        until,
        actor,
        reason,
      })),
    });
    return;
  }
  output.line(
    renderTable(
      ["number", "is", "default"],
      [...numbers].map(([name, value]) => [
        name,
        inWords(value),
        changedNames.has(name) ? inWords(NAMES.get(name)) : "the same",
      ]),
    ),
  );
  for (const { leavers, used, until, actor, reason } of announced) {
    const why = reason === null ? "" : `: ${reason}`;
    output.note(`${leavers - used} of ${leavers} leavers announced by ${actor} may go until ${until}${why}.`);
  }
}

function inWords(value: unknown): string {
  return JSON.stringify(value);
}
