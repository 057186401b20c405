/** What `work` wrote to the standard streams of this process, together with its result. */
export async function overhear<T>(work: () => Promise<T>): Promise<{ result: T; heard: string }> {
  const heard: string[] = [];
  const listen = (chunk: Uint8Array | string): boolean => heard.push(String(chunk)) > 0;
  const streams = [process.stdout, process.stderr];
  const written = streams.map((stream) => stream.write);
  const said = METHODS.map((method) => console[method]);
  for (const stream of streams) stream.write = listen;
  for (const method of METHODS) console[method] = (...parts: unknown[]) => void heard.push(parts.join(" "));
  try {
    return { result: await work(), heard: heard.join("\n") };
  } finally {
    for (const [index, stream] of streams.entries()) stream.write = written[index] ?? stream.write;
    for (const [index, method] of METHODS.entries()) console[method] = said[index] ?? console[method];
  }
}

const METHODS = ["debug", "info", "log", "warn", "error"] as const;
