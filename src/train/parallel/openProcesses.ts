import { startProcess } from '../../core/startProcess.js';
import type { ProcessMessage, ProcessReply } from './processLink.js';
import type { ReplicaEvents, ReplicaLines } from './protocol.js';

const source = { base: import.meta.url, file: '../../node/nodeTrainProcess.js' };

/**
 * Starts replicas in processes of their own, each with its own environment variables. What they give each other goes
 * through this process.
 */
export function openProcesses(
  environments: readonly Readonly<Record<string, string>>[],
  events: ReplicaEvents,
): ReplicaLines {
  /** What the replicas of the step have given in this round. */
  let gathered: (Float64Array | undefined)[] = [];
  let parts = 0;
  const gather = (replica: number, values: Float64Array): void => {
    gathered[replica] = values;
    const all = gathered.filter((given) => given !== undefined);
    if (all.length < parts) return;
    gathered = [];
    for (const process of processes.slice(0, parts)) process.send({ type: 'gathered', values: all });
  };
  const processes = environments.map((env, replica) => {
    const process = startProcess<ProcessMessage, ProcessReply>(
      { ...source, name: `segkit worker ${replica + 1}` },
      {
        message: (reply) => {
          if (reply.type === 'gather') gather(replica, reply.values);
          else events.reply(replica, reply);
        },
        crash: (error) => events.crash(replica, error),
      },
      { env },
    );
    process.keepAlive(true);
    return process;
  });
  return {
    allocate: (length) => new Float32Array(length),
    beginStep: (count) => {
      gathered = [];
      parts = count;
    },
    send: (replica, command) => processes[replica].send(command),
    answer: (replica, gradients) => processes[replica].send({ type: 'answer', gradients }),
    close: async () => {
      await Promise.all(processes.map((process) => process.terminate()));
    },
  };
}
