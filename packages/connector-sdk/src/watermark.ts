import { StaleWatermarkError } from "./errors.ts";
import type { Watermark } from "./records.ts";

/**
 * Where the next read of changes goes on after a read that began at `began`: earlier by `overlapSeconds`, for clocks
 * that differ and for changes that the vendor shows late. Whoever is read twice for it costs nothing.
 */
export function watermarkBefore(began: Date, overlapSeconds: number): Watermark {
  return new Date(began.getTime() - 1000 * overlapSeconds).toISOString();
}

/** A watermark in the one form that vendors are asked with; throws StaleWatermarkError where it is no instant. */
export function instantOf(watermark: Watermark, vendor: string): string {
  const instant = new Date(watermark);
  if (!Number.isNaN(instant.getTime())) return instant.toISOString();
  throw new StaleWatermarkError(`The stored time of the last look at ${vendor} cannot be read.`);
}
