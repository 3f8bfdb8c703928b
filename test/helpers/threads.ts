import threads, { Worker } from 'node:worker_threads';

/** Counts worker threads from now on: `process.getActiveResourcesInfo` is silent about those that nobody waits for. */
export function countThreads(): { readonly started: number; readonly running: number } {
  const counts = { started: 0, running: 0 };
  class CountedWorker extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      counts.started++;
      counts.running++;
      this.once('exit', () => counts.running--);
    }
  }
  // What `process.getBuiltinModule` gives to those who start workers.
  threads.Worker = CountedWorker;
  return counts;
}
