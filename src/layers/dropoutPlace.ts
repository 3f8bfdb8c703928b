/** Where in a training a batch is: what seeded dropout draws by. */
export interface DropoutPlace {
  /** The step of the run. */
  readonly step: number;
  /** How many pictures of the step come before the batch; nothing is drawn twice when a step is made of several. */
  readonly firstPicture: number;
}

let current: DropoutPlace | undefined;

/**
 * Runs a forward pass in which seeded dropout draws by step and picture, and not by counting its calls: so that a run
 * that is resumed, or a step whose pictures are shared among several batches or workers, drops the same channels.
 */
export function drawDropoutAt<T>(place: DropoutPlace, run: () => T): T {
  const before = current;
  current = place;
  try {
    return run();
  } finally {
    current = before;
  }
}

/** The place of the forward pass under way; `undefined` outside of a training. */
export const dropoutPlace = (): DropoutPlace | undefined => current;
