/** How a person starts our commands: pnpm itself need not be installed. */
export const PNPM = "npx --yes pnpm@12.21.0";
