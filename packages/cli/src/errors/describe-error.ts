import { isConfigError } from "@muster/config";
import { type ErrorKind, isConnectorError } from "@muster/connector-sdk";
import { SimulatorError } from "@muster/simulators";
import { codeOf, isStoreError } from "@muster/store";
import { CommanderError } from "commander";
import { CommandError } from "./command-error.ts";
import { EXIT, type ExitCode, exitOfKind } from "./exit-codes.ts";

/** An error as it is told: nothing in it that a person's data or a secret could be in. */
export interface DescribedError {
  code: string;
  /** One sentence. */
  message: string;
  fix: string;
  kind?: ErrorKind;
  /** Codes of what lies behind it, from the outside in. */
  causes: string[];
  exit: ExitCode;
}

/** Errors of the store by whose fault they are; any other is a failure. */
const STORE_EXITS: Readonly<Record<string, ExitCode>> = {
  databaseUnreachable: EXIT.transient,
  sync_in_progress: EXIT.transient,
  embeddedBusy: EXIT.transient,
  masterKeyInvalid: EXIT.usage,
  masterKeyFile: EXIT.usage,
  secretKeyMissing: EXIT.usage,
  secretKeyWrong: EXIT.usage,
  dataDirNotWritable: EXIT.usage,
  unknownOrganization: EXIT.usage,
  notHeld: EXIT.usage,
  secondAdminNeeded: EXIT.held,
  ambiguousPerson: EXIT.usage,
  erased: EXIT.usage,
  alreadyErased: EXIT.usage,
  notErased: EXIT.usage,
  notLinked: EXIT.usage,
  notFlagged: EXIT.usage,
  emailTaken: EXIT.usage,
  badValue: EXIT.usage,
  badSchedule: EXIT.usage,
  vendorPaused: EXIT.usage,
  notPaused: EXIT.usage,
};

/** Says of any error what happened, what to do and how the process ends. */
export function describeError(error: unknown): DescribedError {
  const causes = causesOf(error);
  if (error instanceof CommandError || isConfigError(error)) {
    const exit = error instanceof CommandError ? error.exit : EXIT.usage;
    return { code: error.code, message: error.message, fix: error.fix, causes, exit };
  }
  if (isConnectorError(error)) {
    const { code, message, fix, kind } = error;
    return { code, message, fix, kind, causes, exit: exitOfKind(kind) };
  }
  if (isStoreError(error)) {
    const { code, message, fix } = error;
    return { code, message, fix, causes, exit: STORE_EXITS[code] ?? EXIT.failed };
  }
  if (error instanceof SimulatorError) return describeSimulator(error, causes);
  if (error instanceof CommanderError) return describeUsage(error);
  return isDatabaseLoss(error) ? databaseLost(causes) : unnamed(error, causes);
}

function describeSimulator(error: SimulatorError, causes: string[]): DescribedError {
  const port = error.code === "portTaken" || error.code === "portRefused";
  const fix = port ? "Give another --port, or leave it out for a free one." : "See `muster simulate --help`.";
  return {
    code: error.code,
    message: error.message,
    fix,
    causes,
    exit: port ? EXIT.failed : EXIT.usage,
  };
}

function describeUsage(error: CommanderError): DescribedError {
  const sentence = error.message.replace(/^error: /, "").replaceAll("\n", " ");
  return {
    code: "usage",
    message: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.)]$/.test(sentence) ? "" : "."}`,
    fix: "`muster --help` lists the commands, `--help` after one of them its options.",
    causes: [],
    exit: EXIT.usage,
  };
}

// PostgreSQL manual, Appendix A: 08 connection exception, 53 insufficient resources, 57 operator intervention.
const LOST =
  /^(08...|53...|57P0.|57014|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND)$/;

/** The host wraps what happens on the way to a vendor, so a bare code of this kind is the database's. */
function isDatabaseLoss(error: unknown): boolean {
  return LOST.test(codeOf(error) ?? "");
}

function databaseLost(causes: string[]): DescribedError {
  return {
    code: "databaseLost",
    message: "The database ended the connection or could not go on.",
    fix: "Look at the database server, then run the command again: a run goes on from its checkpoint.",
    causes,
    exit: EXIT.transient,
  };
}

/** Its message may quote anything, so only its name is told. */
function unnamed(error: unknown, causes: string[]): DescribedError {
  const name = error instanceof Error ? error.constructor.name : typeof error;
  return {
    code: "bug",
    message: `Muster failed in its own code (${name}).`,
    fix: "Run the command again with LOG_LEVEL=debug and report what it prints.",
    causes,
    exit: EXIT.failed,
  };
}

const DEEPEST = 5;

/** Codes only; of a statement that the schema refused also the words, which name tables and columns. */
function causesOf(error: unknown): string[] {
  const causes: string[] = [];
  let cause: unknown = isNamed(error) ? causeOf(error) : error;
  for (let depth = 0; cause !== undefined && depth < DEEPEST; depth += 1) {
    const code = codeOf(cause);
    if (code !== undefined) causes.push(isSchemaRefusal(cause, code) ? `${code} ${cause.message}` : code);
    cause = causeOf(cause);
  }
  return causes;
}

function isNamed(error: unknown): boolean {
  return typeof error === "object" && error !== null && "fix" in error;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}

// PostgreSQL manual, Appendix A: class 42, syntax error or access rule violation.
function isSchemaRefusal(error: unknown, code: string): error is Error {
  return /^42[0-9A-Z]{3}$/.test(code) && error instanceof Error;
}
