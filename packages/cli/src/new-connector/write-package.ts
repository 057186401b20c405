import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { usageError } from "../errors/command-error.ts";
import { SIGN_INS } from "./sign-in.ts";

const TEMPLATE = join(import.meta.dirname, "template");

export interface NewConnector {
  /** Folder of the workspace. */
  root: string;
  id: string;
  /** Name in SIGN_INS. */
  auth: string;
}

/** Writes the package `connectors/<id>` and makes it part of the type check. Gives its files, relative to the root. */
export async function writePackage({ root, id, auth }: NewConnector): Promise<string[]> {
  const signIn = SIGN_INS[auth];
  if (!signIn) {
    throw usageError(`There is no template for the sign-in "${auth}".`, {
      code: "unknownAuth",
      fix: `Give --auth one of ${Object.keys(SIGN_INS).join(", ")}; for another way change the declaration and the simulator afterwards.`,
    });
  }
  if (!/^[a-z][a-z0-9-]*$/.test(id)) {
    throw usageError("The id of a connector is lowercase letters, digits and dashes.", {
      code: "badId",
      fix: "Give one such as acme: it names the package and, for ever, stored rows.",
    });
  }
  const folder = join("connectors", id);
  if (existsSync(join(root, folder))) {
    throw usageError(`There is a folder ${folder} already.`, {
      code: "folderExists",
      fix: "Give another id, or remove that folder.",
    });
  }
  const words = { ...signIn, id, name: camelCase(id), title: titleCase(id) };
  const written: string[] = [];
  for (const name of await readdir(TEMPLATE)) {
    const path = join(folder, targetOf(name));
    const text = await readFile(join(TEMPLATE, name), "utf8");
    await mkdir(dirname(join(root, path)), { recursive: true });
    // Twice: what a sign-in puts in has words of its own.
    await writeFile(join(root, path), fillIn(fillIn(text, words), words));
    written.push(path);
  }
  await addReference(join(root, "tsconfig.json"), `connectors/${id}`);
  return written.toSorted();
}

/** `src.testing.simulator.ts.tmpl` lies at `src/testing/simulator.ts`. The ending keeps other tools from reading it as code. */
function targetOf(name: string): string {
  const parts = name.replace(/\.tmpl$/, "").split(".");
  const test = parts.at(-2) === "test" ? 3 : 2;
  return join(...parts.slice(0, -test), parts.slice(-test).join("."));
}

function fillIn(text: string, words: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (whole, word: string) => words[word] ?? whole);
}

/** Without a reference the type check would not see the package. Kept in order, one a line. */
async function addReference(path: string, folder: string): Promise<void> {
  const text = await readFile(path, "utf8");
  const lines = [...text.matchAll(/\{ "path": "([^"]+)" \}/g)].map(([, known = ""]) => known);
  const sorted = [...new Set([...lines, folder])].toSorted();
  const list = sorted.map((known) => `    { "path": "${known}" }`).join(",\n");
  await writeFile(path, text.replace(/"references": \[[^\]]*\]/, `"references": [\n${list}\n  ]`));
}

function camelCase(id: string): string {
  return id.replace(/-+(\w?)/g, (_, letter: string) => letter.toUpperCase());
}

function titleCase(id: string): string {
  return id.replace(
    /(^|-+)(\w?)/g,
    (_, dash: string, letter: string) => `${dash && " "}${letter.toUpperCase()}`,
  );
}
