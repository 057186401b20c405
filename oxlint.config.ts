import { type DummyRuleMap, defineConfig } from "oxlint";

interface Ban {
  /** Gitignore-style, on the import as it is written. */
  group: string[];
  message: string;
}

const axios: Ban = { group: ["axios"], message: "Only packages/connector-host speaks HTTP." };
const pg: Ban = { group: ["pg", "pg-*"], message: "Only packages/store and worker speak to Postgres." };
const forTests: Ban = {
  group: ["@muster/simulators", "@muster/connector-testkit"],
  message: "For tests only; the command line may start simulators.",
};
const testkit: Ban = { group: ["@muster/connector-testkit"], message: "For tests only." };
const inside: Ban = {
  group: ["@muster/*/**", "!@muster/*/testing", "../**/src/**"],
  message: "No package reaches into another's src.",
};
const anyButSdk: Ban = {
  group: ["@muster/*", "!@muster/connector-sdk"],
  message: "A connector knows the sdk and nothing else of ours.",
};
/** What of the store crosses organizations. */
const SYSTEM = ["system", "systemPool"].map((property) => ({
  property,
  message: "It sees every organization: only store/src/system may use it.",
}));

/** Tests, and what is made for them. */
const TESTS = ["**/*.test.ts", "**/testing/**"];

function ban(...patterns: Ban[]): DummyRuleMap {
  return { "no-restricted-imports": ["error", { patterns }] };
}

export default defineConfig({
  plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "promise", "node", "vitest"],
  options: { typeAware: true, reportUnusedDisableDirectives: "error" },
  categories: { correctness: "error", suspicious: "error" },
  rules: {
    ...ban(axios, pg, forTests, inside),
    eqeqeq: ["error", "always", { null: "ignore" }],
    "max-lines": ["error", { max: 400 }],
    "no-console": "error",
    "no-var": "error",
    "prefer-const": "error",
    "import/no-cycle": "error",
    "import/no-default-export": "error",
    "typescript/ban-ts-comment": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-misused-promises": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-unsafe-argument": "error",
    "typescript/no-unsafe-assignment": "error",
    "typescript/no-unsafe-call": "error",
    "typescript/no-unsafe-member-access": "error",
    "typescript/no-unsafe-return": "error",
    "typescript/only-throw-error": "error",
    "typescript/return-await": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "unicorn/filename-case": ["error", { case: "kebabCase" }],
    "unicorn/prefer-node-protocol": "error",
    // Names of vendors and of the simulators' routes begin with an underscore.
    "no-underscore-dangle": "off",
    // pg is CommonJS: its default import is the only one that Node gives whole.
    "import/no-named-as-default-member": "off",
    // It does not see that a switch is exhaustive; the compiler does.
    "typescript/consistent-return": "off",
    // Promises are awaited here; where one is chained, nobody waits for its value.
    "promise/always-return": "off",
    // A small helper may stand beside its only use.
    "unicorn/consistent-function-scoping": "off",
    // There are no enums of ours; a library's are compared with numbers that come over the wire.
    "typescript/no-unsafe-enum-comparison": "off",
  },
  // An override replaces the whole rule for its files, and the last one that fits wins.
  overrides: [
    { files: ["packages/connector-host/**"], rules: ban(pg, forTests, inside) },
    { files: ["worker/**"], rules: ban(axios, forTests, inside) },
    { files: ["packages/store/**"], rules: ban(axios, forTests, inside) },
    { files: ["packages/cli/**"], rules: ban(axios, pg, testkit, inside) },
    { files: ["packages/connector-testkit/**"], rules: ban(axios, pg, inside) },
    { files: ["connectors/*/src/**"], rules: ban(axios, pg, inside, anyButSdk) },
    { files: TESTS, rules: ban(axios, pg, inside) },
    // Its other side is the database without us.
    { files: ["packages/cli/src/bench/**"], rules: ban(axios, testkit, inside) },
    { files: TESTS.map((files) => `{worker,packages/store}/${files}`), rules: ban(axios, inside) },
    {
      files: TESTS,
      rules: {
        // Matchers such as `expect.any(Date)` are typed any, and a test may say what shape an answer has.
        "typescript/no-unsafe-assignment": "off",
        "typescript/no-unsafe-type-assertion": "off",
        // A helper that asserts is named so: `expectAllDiffer`.
        "vitest/expect-expect": ["error", { assertFunctionNames: ["expect", "expect.*", "expect*"] }],
        // A row of the faults is a test.
        "vitest/no-standalone-expect": ["error", { additionalTestBlockFunctions: ["fault"] }],
        // Tests that go through tables and faults have cases that are different.
        "vitest/no-conditional-expect": "off",
      },
    },
    {
      // Whoever can get hold of a store, and of them not what opens it, nor its tests.
      files: ["{packages/{store,sync,cli},config,worker}/**"],
      excludeFiles: [
        "packages/store/src/system/**",
        "packages/store/src/open-store.ts",
        "packages/cli/src/bench/**",
        ...TESTS,
      ],
      rules: { "no-restricted-properties": ["error", ...SYSTEM] },
    },
    { files: ["packages/cli/**", ".ci/**"], rules: { "no-console": "off" } },
    { files: ["*.config.ts"], rules: { "import/no-default-export": "off" } },
  ],
});
