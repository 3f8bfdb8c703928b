/** Thrown when Ctrl-C ended the work in good order. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Turns the first Ctrl-C (or SIGTERM) into an abort, so that the work is saved; a second one ends at once. */
export async function withInterrupt<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    console.error('\nsegkit: stopping after this step and saving. Press Ctrl-C again to stop at once.');
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  try {
    return await run(controller.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
