import type { Command } from "commander";
import { action } from "../../context/action.ts";
import { calendarDay, instant, positiveNumber, wholeNumber } from "../../context/arguments.ts";
import type { Shell } from "../../context/shell.ts";
import { authorizeConnector } from "./authorize.ts";
import { showFields } from "./fields.ts";
import { listConnectors } from "./list.ts";
import { pauseConnector, resumeConnector } from "./pause.ts";
import { readConnector } from "./read.ts";
import { showConnector } from "./show.ts";
import { testConnector } from "./test.ts";

const CONFIG = "settings and credentials as JSON; - reads stdin";
const BASE_URL = "the vendor's address, in place of the connector's own";

/** What a connector is, can do and reads: that needs no database; only pausing a vendor does. */
export function addConnectors(program: Command, shell: Shell): void {
  const connectors = program.command("connectors").description("What a vendor's connector is, can and reads");
  connectors.command("list").description("the installed connectors").action(action(shell, listConnectors));
  connectors
    .command("show")
    .description("a connector's settings, credentials and limits")
    .argument("<id>")
    .action(action(shell, showConnector));
  connectors
    .command("pause")
    .description("let nobody read a vendor, in any organization, until it is resumed; the operator's act")
    .argument("<id>")
    .requiredOption("--reason <text>", "shown with every integration that waits for it")
    .action(action(shell, pauseConnector));
  connectors
    .command("resume")
    .description("let a paused vendor be read again")
    .argument("<id>")
    .action(action(shell, resumeConnector));
  connectors
    .command("authorize")
    .description(
      "connect by consent (OAuth): waits for an admin's browser, writes the refresh token into the file",
    )
    .argument("<id>")
    .requiredOption("--config <file>", "settings, and auth with method, clientId and clientSecret, as JSON")
    .option("--base-url <url>", BASE_URL)
    .option(
      "--port <n>",
      "where the vendor sends the browser back, on 127.0.0.1; 0 takes a free one",
      wholeNumber,
      0,
    )
    .option("--timeout <seconds>", "how long to wait for the admin", positiveNumber, 600)
    .action(action(shell, authorizeConnector));
  connectors
    .command("test")
    .description("Test connection: what the credentials can do, as named checks")
    .argument("<id>")
    .requiredOption("--config <file>", CONFIG)
    .option("--base-url <url>", BASE_URL)
    .action(action(shell, testConnector));
  connectors
    .command("fields")
    .description("the fields a connector reads, and what they are mapped to")
    .argument("<id>")
    .option("--config <file>", `${CONFIG}; shows sample values from the first page`)
    .option("--base-url <url>", BASE_URL)
    .action(action(shell, showFields));
  connectors
    .command("read")
    .description("read everybody: one employee a line, as mapped by default")
    .argument("<id>")
    .requiredOption("--config <file>", CONFIG)
    .option("--base-url <url>", BASE_URL)
    .option("--since <time>", "only who changed since then, where the vendor can tell", instant)
    .option("--as-of <date>", "the day at which everybody is judged; today in UTC", calendarDay)
    .option("--raw", "the records as the vendor gave them", false)
    .action(action(shell, readConnector));
}
