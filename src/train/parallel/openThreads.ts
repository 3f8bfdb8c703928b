import { coresHere } from '../../core/nodeProcesses.js';
import { type RunningWorker, startWorker } from '../../core/startWorker.js';
import { type Mailbox, putAnswer } from './mailbox.js';
import type { ReplicaEvents, ReplicaLines } from './protocol.js';
import { createGatherMemory } from './sharedGather.js';
import type { ThreadMessage, ThreadReply } from './threadLink.js';

const source = {
  base: import.meta.url,
  file: '../../node/nodeTrainWorker.js',
  web: () => new Worker(new URL('./webTrainWorker.js', import.meta.url), { type: 'module' }),
};

/**
 * Starts replicas in worker threads, which share memory with this one.
 *
 * @param capacity - The most values that a replica gives the others at a time.
 */
export function openThreads(replicas: number, capacity: number, events: ReplicaEvents): ReplicaLines {
  const gather = createGatherMemory(replicas, capacity);
  const mailboxes: (Mailbox | undefined)[] = [];
  /** Shared memory for all weights, in their order; a thread is given it once. */
  const board: Float32Array[] = [];
  const start = (replica: number): RunningWorker<ThreadMessage> => {
    const worker = startWorker<ThreadMessage, ThreadReply>(
      { ...source, name: `segkit worker ${replica + 1}` },
      {
        message: ({ reply, mailbox }) => {
          mailboxes[replica] = mailbox;
          events.reply(replica, reply);
        },
        crash: (error) => events.crash(replica, error),
      },
    );
    worker.keepAlive(true);
    worker.send({ type: 'introduction', replica, gather, hasOwnCore: replicas <= coresHere() });
    return worker;
  };
  const workers = Array.from({ length: replicas }, (_, replica) => start(replica));
  return {
    allocate: (length) => {
      const values = new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
      board.push(values);
      return values;
    },
    beginStep: () => gather.rounds.fill(0),
    send(replica, command) {
      if (command.type === 'start') {
        workers[replica].send({ type: 'board', board });
        return workers[replica].send(command);
      }
      // To pass on hundreds of pieces of shared memory in each step would take as long as to read them.
      const { weights, x } = command;
      const light = { ...command, weights: { places: weights.places, values: [] } };
      // The pictures of a step are a copy of these rows; a prediction is of a batch that is still needed here.
      workers[replica].send(light, command.type === 'step' ? [x.data.buffer as ArrayBuffer] : []);
    },
    answer(replica, gradients) {
      const mailbox = mailboxes[replica];
      if (mailbox) putAnswer(mailbox, gradients);
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
