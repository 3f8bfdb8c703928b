import { workerScope } from '../../core/startWorker.js';
import { awaitAnswer, emptyMailbox, type Mailbox } from './mailbox.js';
import type { BackendRequest, Command, Reply, WeightUpdate } from './protocol.js';
import { createReplica } from './replica.js';
import { type GatherMemory, sharedGather } from './sharedGather.js';

/** What a thread is told first: its number, and the memory that it shares with the others. */
export interface ThreadIntroduction {
  readonly type: 'introduction';
  readonly replica: number;
  readonly gather: GatherMemory;
  /** Whether there is a core for each replica. */
  readonly hasOwnCore: boolean;
}

/** The shared memory in which the values of all weights are, in their order; it comes before the first command. */
export interface ThreadBoard {
  readonly type: 'board';
  readonly board: readonly Float32Array[];
}

/** What is sent to a thread. The values of weights are left out of commands: they are on the board. */
export type ThreadMessage = ThreadIntroduction | ThreadBoard | Command;

/** What a thread sends: a reply, and with outputs the memory in which it waits for the answer. */
export interface ThreadReply {
  readonly reply: Reply;
  readonly mailbox?: Mailbox;
}

/** The program of a replica that runs in a worker thread. */
export function runReplicaThread(startBackend: (request: BackendRequest) => Promise<void>): void {
  const scope = workerScope<ThreadMessage, ThreadReply>();
  let mailbox: Mailbox | undefined;
  let board: readonly Float32Array[] = [];
  let gather: ReturnType<typeof sharedGather> = () => [];
  const replica = createReplica(
    {
      reply: (reply, transfer) => scope.send({ reply }, transfer),
      ask(outputs) {
        const lengths = outputs.map(({ data }) => data.length);
        mailbox = emptyMailbox(
          mailbox,
          lengths.reduce((sum, length) => sum + length, 0),
        );
        scope.send({ reply: { type: 'outputs', outputs }, mailbox });
        return awaitAnswer(mailbox, lengths);
      },
      gather: (values, parts) => gather(values, parts),
    },
    startBackend,
  );
  const read = ({ places }: WeightUpdate): WeightUpdate => ({ places, values: places.map((place) => board[place]) });
  scope.listen((message) => {
    if (message.type === 'introduction') gather = sharedGather(message.gather, message.replica, message.hasOwnCore);
    else if (message.type === 'board') board = message.board;
    else void replica(message.type === 'start' ? message : { ...message, weights: read(message.weights) });
  });
}
