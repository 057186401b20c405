import { parseSync, Visitor } from "oxc-parser";

/** One place in a file that names another module. */
export interface Import {
  specifier: string;
  line: number;
}

/**
 * Everything that a source file imports: static and dynamic imports, re-exports, `import("…")` types and
 * `require`. A dynamic import whose argument is no literal names nothing and is left out.
 * Throws SyntaxError where the source cannot be read.
 */
export function importsOf(file: string, source: string): Import[] {
  const { program, errors } = parseSync(file, source);
  const [broken] = errors;
  if (broken) throw new SyntaxError(broken.message);

  const imports: Import[] = [];
  const add = (node: { type: string; start: number; value?: unknown } | null | undefined): void => {
    if (typeof node?.value !== "string") return;
    imports.push({ specifier: node.value, line: source.slice(0, node.start).split("\n").length });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
    TSExternalModuleReference: (node) => add(node.expression),
    CallExpression: (node) => {
      const [argument] = node.arguments;
      if (node.callee.type === "Identifier" && node.callee.name === "require") add(argument);
    },
  }).visit(program);
  return imports.toSorted((a, b) => a.line - b.line);
}
