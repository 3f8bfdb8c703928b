/** Memory that a thread and the main thread exchange values through: a state, then the outputs of the thread's model. */
export type Mailbox = SharedArrayBuffer;

const headBytes = 8;
const states = { waiting: 0, answered: 1, calledOff: 2 } as const;

/** A mailbox with these values in it, which waits for as many: the one that there is, if it is large enough. */
export function fillMailbox(old: Mailbox | undefined, values: readonly Float32Array[]): Mailbox {
  const bytes = headBytes + values.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const mailbox = old && old.byteLength >= bytes ? old : new SharedArrayBuffer(bytes);
  putValues(mailbox, values);
  Atomics.store(stateOf(mailbox), 0, states.waiting);
  return mailbox;
}

/** What is in a mailbox, where it lies: arrays of these lengths. */
export function readMailbox(mailbox: Mailbox, lengths: readonly number[]): Float32Array[] {
  let at = headBytes;
  return lengths.map((length) => {
    const values = new Float32Array(mailbox, at, length);
    at += values.byteLength;
    return values;
  });
}

/** Puts the answer in the place of what is there and wakes who waits; without an answer, says that none will come. */
export function putAnswer(mailbox: Mailbox, answer: readonly Float32Array[] | undefined): void {
  if (answer) putValues(mailbox, answer);
  Atomics.store(stateOf(mailbox), 0, answer ? states.answered : states.calledOff);
  Atomics.notify(stateOf(mailbox), 0);
}

/** Waits for the answer, which is valid until the mailbox is filled again. */
export function awaitAnswer(mailbox: Mailbox, lengths: readonly number[]): readonly Float32Array[] | undefined {
  const state = stateOf(mailbox);
  while (Atomics.load(state, 0) === states.waiting) Atomics.wait(state, 0, states.waiting);
  return Atomics.load(state, 0) === states.calledOff ? undefined : readMailbox(mailbox, lengths);
}

function putValues(mailbox: Mailbox, arrays: readonly Float32Array[]): void {
  const lengths = arrays.map(({ length }) => length);
  readMailbox(mailbox, lengths).forEach((place, i) => {
    place.set(arrays[i]);
  });
}

const stateOf = (mailbox: Mailbox): Int32Array => new Int32Array(mailbox, 0, 1);
