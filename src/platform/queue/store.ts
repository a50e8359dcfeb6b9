import type { Processor, Queue, QueueOptions, Worker, WorkerOptions } from "bullmq";

type QueueSettings = Omit<QueueOptions, "connection" | "prefix">;
type WorkerSettings = Omit<WorkerOptions, "connection" | "prefix">;

/** Where BullMQ keeps its jobs. Both know the same operations; they differ in connecting and in their errors. */
export interface QueueStore {
  /** Rejects, instead of waiting for ever, when the store cannot be used. Errors: `unreachable`, `configuration`. */
  verify(): Promise<void>;
  openQueue(name: string, settings: QueueSettings): Queue;
  openWorker(name: string, process: Processor, settings: WorkerSettings): Worker;
  /** A driver's error as a RekindleError where it says that the store is gone; else as it came. */
  explain(error: unknown): unknown;
}
