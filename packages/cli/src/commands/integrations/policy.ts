import { isPlainDate } from "@muster/connector-sdk";
import { dayIn, type PartialPolicy, policyOf } from "@muster/roster";
import { type Announcement, listAnnouncements } from "@muster/store";
import { announceLeavers, changePolicy } from "@muster/sync";
import type { Context } from "../../context/action.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";
import { renderTable } from "../../output/table.ts";
import { changed, flat, SETTINGS } from "./policy-settings.ts";

interface PolicyOptions {
  set?: string[];
  unset?: string[];
  announce?: number;
  until?: string;
  reason?: string;
}

/** Shows the settings of the policy, changes them, or announces leavers. */
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

function badUntil(): Error {
  return usageError("Until when the leavers are expected is missing.", {
    code: "badUntil",
    fix: "Give --until with a day, YYYY-MM-DD, beside --announce.",
  });
}

function print({ output, options }: Context, own: PartialPolicy, announced: readonly Announcement[]): void {
  const settings = new Map([...SETTINGS, ...flat(policyOf(own))]);
  const changedNames = new Set(flat(own).map(([name]) => name));
  if (options.json) {
    output.json({
      policy: Object.fromEntries(settings),
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
      ["setting", "is", "default"],
      [...settings].map(([name, value]) => [
        name,
        inWords(value),
        changedNames.has(name) ? inWords(SETTINGS.get(name)) : "the same",
      ]),
    ),
  );
  for (const { leavers, used, until, actor, reason } of announced) {
    const why = reason === null ? "" : `: ${reason}`;
    output.note(`${leavers - used} of ${leavers} leavers announced by ${actor} may go until ${until}${why}.`);
  }
}

function inWords(value: unknown): string {
  if (value === null) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
