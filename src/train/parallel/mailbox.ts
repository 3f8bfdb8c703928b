/** Memory through which the main thread answers a thread that waits: a state, then the values. */
export type Mailbox = SharedArrayBuffer;

const headBytes = 8;
const states = { waiting: 0, answered: 1, calledOff: 2 } as const;

/** A mailbox for so many values: the one that there is, if it is large enough. Nothing is in it. */
export function emptyMailbox(old: Mailbox | undefined, length: number): Mailbox {
  const bytes = headBytes + length * Float32Array.BYTES_PER_ELEMENT;
  const mailbox = old && old.byteLength >= bytes ? old : new SharedArrayBuffer(bytes);
  Atomics.store(stateOf(mailbox), 0, states.waiting);
  return mailbox;
}

/** Puts the answer in and wakes who waits; without an answer, says that none will come. */
export function putAnswer(mailbox: Mailbox, answer: readonly Float32Array[] | undefined): void {
  let at = headBytes;
  for (const values of answer ?? []) {
    new Float32Array(mailbox, at, values.length).set(values);
    at += values.byteLength;
  }
  Atomics.store(stateOf(mailbox), 0, answer ? states.answered : states.calledOff);
  Atomics.notify(stateOf(mailbox), 0);
}

/** Waits for the answer, of arrays of these lengths. */
export function awaitAnswer(mailbox: Mailbox, lengths: readonly number[]): readonly Float32Array[] | undefined {
  const state = stateOf(mailbox);
  while (Atomics.load(state, 0) === states.waiting) Atomics.wait(state, 0, states.waiting);
  if (Atomics.load(state, 0) === states.calledOff) return undefined;
  let at = headBytes;
  return lengths.map((length) => {
    const values = new Float32Array(mailbox, at, length).slice();
    at += values.byteLength;
    return values;
  });
}

const stateOf = (mailbox: Mailbox): Int32Array => new Int32Array(mailbox, 0, 1);
