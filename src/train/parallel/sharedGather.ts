/** Memory in which the replicas of a step give each other values. */
export interface GatherMemory {
  /** How many rounds each replica has written in this step, `[replicas]`. */
  readonly rounds: Int32Array<SharedArrayBuffer>;
  /** `[2, replicas, capacity]`: a round is written while the one before it may still be read. */
  readonly slots: Float64Array<SharedArrayBuffer>;
}

/** Memory for as many replicas, each of which gives at most `capacity` values at a time. */
export function createGatherMemory(replicas: number, capacity: number): GatherMemory {
  return {
    rounds: new Int32Array(new SharedArrayBuffer(replicas * Int32Array.BYTES_PER_ELEMENT)),
    slots: new Float64Array(new SharedArrayBuffer(2 * replicas * capacity * Float64Array.BYTES_PER_ELEMENT)),
  };
}

/**
 * How long a replica looks for the others before it goes to sleep, from which it takes long to wake: they are at work on
 * the same layer, and as a rule all but done.
 */
const patience = 20; // milliseconds

/**
 * A replica's side: gives values, waits until the first `parts` replicas have given theirs, and gives all of them back.
 *
 * Nobody can overtake by two rounds, because a round is only left when all have begun it; so two slots each are enough.
 * Rounds are counted anew in each step, whose beginning the main thread marks by clearing the counts.
 *
 * @param hasOwnCore - Whether there is a core for each replica, so that nobody is kept from work by one that looks on.
 */
export function sharedGather(
  { rounds, slots }: GatherMemory,
  replica: number,
  hasOwnCore: boolean,
): (values: Float64Array, parts: number) => readonly Float64Array[] {
  const replicas = rounds.length;
  const capacity = slots.length / (2 * replicas);
  const slot = (round: number, of: number, length: number): Float64Array => {
    const start = ((round % 2) * replicas + of) * capacity;
    return slots.subarray(start, start + length);
  };
  return (values, parts) => {
    const round = Atomics.load(rounds, replica) + 1;
    slot(round, replica, values.length).set(values);
    Atomics.store(rounds, replica, round);
    Atomics.notify(rounds, replica);
    return Array.from({ length: parts }, (_, other) => {
      if (hasOwnCore) lookFor(rounds, other, round);
      for (let seen = Atomics.load(rounds, other); seen < round; seen = Atomics.load(rounds, other)) {
        Atomics.wait(rounds, other, seen);
      }
      return slot(round, other, values.length).slice();
    });
  };
}

/** Reads on until another replica has begun the round, or for a while. The clock is asked seldom: its answers are garbage. */
function lookFor(rounds: Int32Array, other: number, round: number): void {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    for (let i = 0; i < 5000; i++) if (Atomics.load(rounds, other) >= round) return;
  }
}
