import type { Webhook, WebhookOutcome } from "@muster/connector-sdk";
import { messageOf } from "./bench.ts";
import type { Bench, Findings, SampleDelivery, Scenario } from "./scenario.ts";

const DAY_MS = 86_400_000;

interface Forgery {
  name: string;
  /** A good delivery as somebody else, or the way, has left it. */
  forge: (good: SampleDelivery) => readonly SampleDelivery[];
}

const FORGERIES: readonly Forgery[] = [
  { name: "without a body", forge: (good) => [{ ...good, body: "" }] },
  { name: "without one of its headers, or without any", forge: withoutHeaders },
  { name: "whose headers were changed or emptied", forge: withOtherHeaders },
  { name: "whose body was cut, or changed in one byte", forge: withOtherBody },
  { name: "that was signed with another secret, or with an empty one", forge: withOtherSecrets },
  {
    name: "that is a day old, or a day ahead",
    forge: (good) =>
      (good.undated ? [] : [-DAY_MS, DAY_MS]).map((ms) => ({
        ...good,
        receivedAt: new Date(good.receivedAt.getTime() + ms),
      })),
  },
];

/** The vendor's calls: nobody else may make one. */
export const webhookScenarios: readonly Scenario[] = [
  { name: "a call of the vendor's names the people touched", run: takes },
  ...FORGERIES.map(({ name, forge }) => ({
    name: `a call ${name} is refused and never throws`,
    run: (bench: Bench) => refuses(bench, forge),
  })),
].map((scenario) => ({ ...scenario, concerns: ({ webhook }) => webhook !== undefined }));

async function takes(bench: Bench): Promise<Findings> {
  return tried(bench, (webhook, good) => {
    const outcome = receive(webhook, good);
    if (outcome instanceof Error) return [`it throws: ${messageOf(outcome)}`];
    if (outcome.outcome !== "touched") return [`a good call is ${outcome.outcome}`];
    return [
      outcome.externalIds.length > 0 ? [] : ["it names nobody"],
      outcome.deliveryId === "" ? ["nothing tells a repeated call"] : [],
    ].flat();
  });
}

async function refuses(bench: Bench, forge: Forgery["forge"]): Promise<Findings> {
  return tried(bench, (webhook, good) => {
    const findings = forge(good).flatMap((forged) => {
      const outcome = receive(webhook, forged);
      if (outcome instanceof Error) return [`it throws: ${messageOf(outcome)}`];
      return outcome.outcome === "refused" ? [] : [`it is ${outcome.outcome}`];
    });
    return [...new Set(findings)];
  });
}

function tried(
  { connector, delivery }: Bench,
  look: (webhook: Webhook, good: SampleDelivery) => Findings,
): Findings {
  if (!connector.webhook) return ["this connector has no webhook"];
  if (!delivery) return ["give testConnector a good delivery of this vendor's"];
  return look(connector.webhook, delivery);
}

function receive({ receive: read }: Webhook, sample: SampleDelivery): WebhookOutcome | Error {
  const { headers, body, receivedAt, secrets } = sample;
  try {
    return read({ headers, body: new TextEncoder().encode(body), receivedAt }, secrets);
  } catch (error) {
    return error instanceof Error ? error : new Error(messageOf(error));
  }
}

function withoutHeaders(good: SampleDelivery): SampleDelivery[] {
  const needed = Object.keys(good.headers).filter((name) => !isOrdinary(name));
  return [
    { ...good, headers: {} },
    ...needed.map((name) => ({
      ...good,
      headers: Object.fromEntries(Object.entries(good.headers).filter(([other]) => other !== name)),
    })),
  ];
}

function withOtherHeaders(good: SampleDelivery): SampleDelivery[] {
  const needed = Object.entries(good.headers).filter(([name]) => !isOrdinary(name));
  return needed.flatMap(([name, value]) =>
    ["", "0", `${value}0`, value.slice(0, -1), value.split("").toReversed().join("")]
      .filter((other) => other !== value)
      .map((other) => ({ ...good, headers: { ...good.headers, [name]: other } })),
  );
}

function withOtherBody(good: SampleDelivery): SampleDelivery[] {
  const { body } = good;
  const middle = Math.floor(body.length / 2);
  const other = body[middle] === "x" ? "y" : "x";
  const changed = `${body.slice(0, middle)}${other}${body.slice(middle + 1)}`;
  return [body.slice(0, -1), body.slice(0, middle), changed].map((text) => ({ ...good, body: text }));
}

function withOtherSecrets(good: SampleDelivery): SampleDelivery[] {
  return ["", "another secret"].map((other) => ({
    ...good,
    secrets: Object.fromEntries(Object.keys(good.secrets).map((name) => [name, other])),
  }));
}

/** Headers of any request, which prove nothing. */
function isOrdinary(name: string): boolean {
  return ["content-type", "content-length", "user-agent", "accept", "host"].includes(name);
}
