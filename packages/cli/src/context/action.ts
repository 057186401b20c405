import { Command } from "commander";
import { EXIT, type ExitCode } from "../errors/exit-codes.ts";
import { type ErrorStyle, wantsDebug } from "../errors/print-error.ts";
import type { Shell } from "./shell.ts";

/** Options that every command has. */
export interface GlobalOptions {
  json: boolean;
  yes: boolean;
  org: string;
}

/** A command at work: its shell and its options. */
export interface Context<Options = object> extends Shell {
  options: Options & GlobalOptions;
}

/** What a command does with its arguments; nothing returned is exit code 0. */
export type Work<Options, Args extends readonly unknown[]> = (
  context: Context<Options>,
  ...args: Args
) => Promise<ExitCode | void>;

/** Makes commander's action of a command's work. */
export function action<Options, Args extends readonly unknown[]>(
  shell: Shell,
  work: Work<Options, Args>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    // Commander hands over the arguments, the command's own options, the command.
    const command = given.at(-1);
    if (!(command instanceof Command)) throw new TypeError("commander called an action without its command");
    // Declared beside each command: the compiler cannot see what commander parsed.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const args = given.slice(0, -2) as unknown as Args;
    const options = command.optsWithGlobals<Options & GlobalOptions>();
    shell.settle((await work({ ...shell, options }, ...args)) ?? EXIT.ok);
  };
}

/** How this command tells errors. */
export function errorStyle({ options, environment }: Context): ErrorStyle {
  return { json: options.json, debug: wantsDebug(environment) };
}
