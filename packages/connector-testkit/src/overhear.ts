import { vi } from "vitest";

const METHODS = ["debug", "info", "log", "warn", "error"] as const;

/** What this process printed during `work`. */
export async function overhear(work: () => Promise<unknown>): Promise<string> {
  const heard: string[] = [];
  const spies = [
    ...[process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, "write").mockImplementation((chunk) => heard.push(String(chunk)) > 0),
    ),
    ...METHODS.map((method) =>
      vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => void heard.push(parts.join(" "))),
    ),
  ];
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return heard.join("\n");
}
