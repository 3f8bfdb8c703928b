import { workerScope } from '../../core/startWorker.js';
import { awaitAnswer, fillMailbox, type Mailbox } from './mailbox.js';
import type { BackendRequest, Command, Reply } from './protocol.js';
import { createReplica } from './replica.js';
import { type GatherMemory, sharedGather } from './sharedGather.js';
import { type SharedWeights, withoutValues, withValues } from './sharedWeights.js';

/** What a thread is told first: its number, and the memory that it shares with the others. */
export interface ThreadIntroduction {
  readonly type: 'introduction';
  readonly replica: number;
  readonly gather: GatherMemory;
  /** Whether there is a core for each replica. */
  readonly hasOwnCore: boolean;
}

/** The memory for weights that a thread shares with the main thread; it comes before the first command. */
export interface ThreadMemory {
  readonly type: 'memory';
  /** What the weights are. */
  readonly board: SharedWeights;
  /** Where the thread puts what it replies of them. */
  readonly replied: SharedWeights;
}

/** The memory in which the pictures of steps are; it comes anew when it has grown. */
export interface ThreadPictures {
  readonly type: 'pictures';
  readonly values: Float32Array;
}

/** What is sent to a thread. Weights and the pictures of steps are left out of commands: they are in shared memory. */
export type ThreadMessage = ThreadIntroduction | ThreadMemory | ThreadPictures | Command;

/**
 * What a thread sends: a reply without the values of outputs and weights, which are in shared memory; and the memory of
 * the outputs, in which the thread waits for the answer, where it is a new one.
 */
export interface ThreadReply {
  readonly reply: Reply;
  readonly mailbox?: Mailbox | undefined;
}

/** The program of a replica that runs in a worker thread. */
export function runReplicaThread(startBackend: (request: BackendRequest) => Promise<void>): void {
  const scope = workerScope<ThreadMessage, ThreadReply>();
  let mailbox: Mailbox | undefined;
  let memory: Omit<ThreadMemory, 'type'> = { board: [], replied: [] };
  let pictures: ThreadPictures['values'] = new Float32Array();
  let gather: ReturnType<typeof sharedGather> = () => [];
  const replica = createReplica(
    {
      reply: (reply, transfer) => scope.send({ reply: lighten(reply) }, transfer),
      memoryFor: (place) => memory.replied[place],
      ask(outputs) {
        const known = mailbox;
        mailbox = fillMailbox(
          known,
          outputs.map(({ data }) => data),
        );
        const light = outputs.map(({ shape }) => ({ shape, data: new Float32Array() }));
        scope.send({
          reply: { type: 'outputs', outputs: light },
          mailbox: mailbox === known ? undefined : mailbox,
        });
        return awaitAnswer(
          mailbox,
          outputs.map(({ data }) => data.length),
        );
      },
      gather: (values, parts) => gather(values, parts),
    },
    startBackend,
  );
  const run = (command: Command): void => {
    if (command.type === 'start') return void replica(command);
    const weights = withValues(command.weights, memory.board);
    const { shape } = command.x;
    const x = command.type === 'step' ? { shape, data: pictures.subarray(0, sizeOf(shape)) } : command.x;
    void replica({ ...command, weights, x });
  };
  scope.listen((message) => {
    if (message.type === 'introduction') gather = sharedGather(message.gather, message.replica, message.hasOwnCore);
    else if (message.type === 'memory') memory = message;
    else if (message.type === 'pictures') pictures = message.values;
    else run(message);
  });
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

function lighten(reply: Reply): Reply {
  if (reply.type !== 'gradients') return reply;
  return { ...reply, gradients: withoutValues(reply.gradients), statistics: withoutValues(reply.statistics) };
}
