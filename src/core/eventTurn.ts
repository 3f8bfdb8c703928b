/** How long work goes on at most before others have their turn, in milliseconds; twice that is noticed as a pause. */
const patience = 50;

let lastTurn = 0;

/**
 * Lets timers, signals, messages, input and painting have their turn, if they have had none for a while. A loop over data in
 * memory, on a backend that computes at once, would never leave the queue of promises: nothing could stop it.
 */
export async function eventTurn(): Promise<void> {
  if (performance.now() - lastTurn < patience) return;
  await nextTask();
  lastTurn = performance.now();
}

/** What Node has and browsers have not. */
interface MaybeNode {
  readonly setImmediate?: (run: () => void) => void;
}

function nextTask(): Promise<void> {
  const { setImmediate } = globalThis as MaybeNode;
  return new Promise((resolve) => {
    if (setImmediate) {
      setImmediate(resolve);
      return;
    }
    // A timer would wait for four milliseconds.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
