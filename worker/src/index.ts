export { runUntilSignal } from "./run-until-signal.ts";
export { startWorker, type Worker, type WorkerOptions } from "./start-worker.ts";
