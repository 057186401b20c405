import { createHash } from "node:crypto";
import { z } from "zod";
import type { Company } from "../company/company.ts";
import { jsonOf } from "../kit/json-of.ts";
import type { Answer, VendorRequest } from "../kit/vendor.ts";
import { headerError, json } from "./dialect.ts";

const ACTIONS = ["created", "updated", "deleted"];
/** The newer events and the older ones, which tell values; one webhook takes those of one family. */
const FAMILIES = ["employee", "employee_with_fields"].map((name) =>
  ACTIONS.map((action) => `${name}.${action}`),
);

const Body = z.object({
  name: z.string().min(1),
  url: z.url({ protocol: /^https$/ }),
  format: z.enum(["json", "form-encoded"]).default("json"),
  events: z.array(z.string()).optional(),
  monitorFields: z.array(z.string()).default([]),
  includeCompanyDomain: z.boolean().default(false),
});

/** POST /webhooks: keeps nothing, and gives out a key that is shown this once. Nothing is ever sent by itself. */
export function createWebhooks(company: Company): (request: VendorRequest) => Answer {
  let made = 0;
  return ({ body }) => {
    const input = Body.safeParse(jsonOf(body));
    if (!input.success) return headerError(400, "The webhook needs a name and an https url");
    const { events = [], ...rest } = input.data;
    const [, older = []] = FAMILIES;
    const named = events.length === 0 ? older : events;
    if (!FAMILIES.some((family) => named.every((event) => family.includes(event)))) {
      return headerError(400, "Unknown events, or events of two families");
    }
    made += 1;
    return json(
      {
        id: String(300 + made),
        ...rest,
        events: named,
        created: new Date(company.now()).toISOString().slice(0, 19).replace("T", " "),
        lastSent: null,
        privateKey: createHash("sha256").update(`webhook ${company.seed} ${made}`).digest("hex").slice(0, 32),
      },
      201,
    );
  };
}
