import { beginAuthorization, finishAuthorization, parseUnconnectedConfig } from "@muster/connector-host";
import { isConnectorError } from "@muster/connector-sdk";
import type { Context } from "../../context/action.ts";
import { readConfigFile } from "../../context/config-file.ts";
import { refuseUnwritable, updateConfigAuth } from "../../context/config-update.ts";
import { envWithoutDatabase } from "../../context/open.ts";
import { CommandError } from "../../errors/command-error.ts";
import { EXIT } from "../../errors/exit-codes.ts";
import { connectorOf } from "./installed.ts";
import { openRedirectListener, type Verdict } from "./redirect-listener.ts";

interface AuthorizeOptions {
  config: string;
  baseUrl?: string;
  port: number;
  /** Seconds that the admin has. */
  timeout: number;
}

/** Connects by consent: the admin's browser brings a code, and the refresh token that it is good for goes into the FILE. */
export async function authorizeConnector(context: Context<AuthorizeOptions>, id: string): Promise<void> {
  const { output, options } = context;
  const { config: path, baseUrl } = options;
  const connector = connectorOf(id);
  const config = parseUnconnectedConfig(connector, await readConfigFile(path));
  // A code counts once: what it brings has to have a place.
  await refuseUnwritable(path);
  const { allowHosts } = envWithoutDatabase(context);
  const given = { config, baseUrl, allowHosts };
  const listener = await openRedirectListener(options.port);
  const ends = endOf(context.stopSignal(), options.timeout);
  try {
    const begun = beginAuthorization(connector, given, listener.redirectUri);
    tellConsent(context, begun);
    await listener.wait(
      (query) =>
        verdictOf(async () => {
          const auth = await finishAuthorization(connector, given, begun, query);
          await updateConfigAuth(path, auth);
        }),
      ends.signal,
    );
  } finally {
    ends.stop();
    listener.close();
  }
  if (options.json) return output.json({ connector: id, method: config.method, config: path });
  output.line(`${connector.name} is connected; the refresh token is in ${path}.`);
  output.note(
    `Next: \`muster connectors test ${id} --config ${path}\`, then \`muster integrations create\`.`,
  );
  output.note(
    "An integration keeps its token up by itself: once it is made, read with it and no more with the file.",
  );
}

function tellConsent(
  { output, options }: Context<AuthorizeOptions>,
  { consentUrl, redirectUri }: { consentUrl: string; redirectUri: string },
): void {
  if (options.json) output.json({ consentUrl, redirectUri });
  else {
    output.note("Open this address in the browser of an admin of the HR system, and agree:");
    output.line(consentUrl);
  }
  output.note(`Waiting ${options.timeout} s for the answer at ${redirectUri}.`);
}

async function verdictOf(work: () => Promise<void>): Promise<Verdict> {
  try {
    await work();
    return { kind: "done" };
  } catch (error) {
    // Anybody on this machine can call the address; a wrong state is no answer of the vendor's.
    const stray = isConnectorError(error) && error.code === "badState";
    return stray ? { kind: "ignored" } : { kind: "failed", error };
  }
}

function endOf(stop: AbortSignal, seconds: number): { signal: AbortSignal; stop: () => void } {
  const late = new AbortController();
  const timer = setTimeout(() => {
    late.abort(
      new CommandError(`Nobody agreed within ${seconds} s.`, {
        code: "consentTimedOut",
        fix: "Begin again. If the vendor showed a page about the redirect address, register the one that is printed here: --port N keeps it the same.",
        exit: EXIT.auth,
      }),
    );
  }, 1000 * seconds);
  return { signal: AbortSignal.any([stop, late.signal]), stop: () => clearTimeout(timer) };
}
