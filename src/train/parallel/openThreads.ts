import { SegkitError } from '../../core/errors.js';
import { coresHere } from '../../core/nodeProcesses.js';
import { type RunningWorker, startWorker } from '../../core/startWorker.js';
import { type Mailbox, putAnswer, readMailbox } from './mailbox.js';
import type { ReplicaEvents, ReplicaLines, Reply, Values } from './protocol.js';
import { createGatherMemory } from './sharedGather.js';
import { type SharedWeights, sharedValues, withoutValues, withValues } from './sharedWeights.js';
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
  /** What the weights are. */
  const board: Float32Array[] = [];
  /** What each thread replies of them. */
  const replied: SharedWeights[] = [];
  /** The pictures of each thread's share of a step. */
  const pictures: Float32Array[] = [];
  const start = (replica: number): RunningWorker<ThreadMessage> => {
    const worker = startWorker<ThreadMessage, ThreadReply>(
      { ...source, name: `segkit worker ${replica + 1}` },
      {
        message: ({ reply, mailbox }) => {
          if (mailbox) mailboxes[replica] = mailbox;
          events.reply(replica, complete(replica, reply));
        },
        crash: (error) => events.crash(replica, error),
      },
    );
    worker.keepAlive(true);
    worker.send({ type: 'introduction', replica, gather, hasOwnCore: replicas <= coresHere() });
    return worker;
  };
  const putPictures = (replica: number, values: Float32Array): void => {
    if (!pictures[replica] || pictures[replica].length < values.length) {
      pictures[replica] = sharedValues(values.length);
      workers[replica].send({ type: 'pictures', values: pictures[replica] });
    }
    pictures[replica].set(values);
  };
  const complete = (replica: number, reply: Reply): Reply => {
    if (reply.type === 'outputs') return { ...reply, outputs: inMailbox(mailboxes[replica], reply.outputs) };
    if (reply.type !== 'gradients') return reply;
    const memory = replied[replica];
    const [gradients, statistics] = [reply.gradients, reply.statistics].map((update) => withValues(update, memory));
    return { ...reply, gradients, statistics };
  };
  const workers = Array.from({ length: replicas }, (_, replica) => start(replica));
  return {
    allocate: (length) => {
      const values = sharedValues(length);
      board.push(values);
      return values;
    },
    beginStep: () => gather.rounds.fill(0),
    send(replica, command) {
      if (command.type === 'start') {
        replied[replica] = board.map(({ length }) => sharedValues(length));
        workers[replica].send({ type: 'memory', board, replied: replied[replica] });
        return workers[replica].send(command);
      }
      const weights = withoutValues(command.weights);
      if (command.type === 'predict') return workers[replica].send({ ...command, weights });
      const x = { ...command.x, data: new Float32Array() };
      putPictures(replica, command.x.data);
      workers[replica].send({ ...command, weights, x });
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

/** The outputs that a thread has put into its mailbox, where they lie. */
function inMailbox(mailbox: Mailbox | undefined, outputs: readonly Values[]): Values[] {
  if (!mailbox) throw new SegkitError('a worker replied without a mailbox. This is a bug in segkit.');
  const shapes = outputs.map(({ shape }) => shape);
  const lengths = shapes.map((shape) => shape.reduce((product, size) => product * size, 1));
  return readMailbox(mailbox, lengths).map((data, i) => ({ data, shape: shapes[i] }));
}
