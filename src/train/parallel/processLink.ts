import { processScope } from '../../core/startProcess.js';
import type { BackendRequest, Command, Reply } from './protocol.js';
import { createReplica } from './replica.js';

/** What is sent to a process: commands, and answers to what it waits for. */
export type ProcessMessage =
  | Command
  | { readonly type: 'answer'; readonly gradients: readonly Float32Array[] | undefined }
  | { readonly type: 'gathered'; readonly values: readonly Float64Array[] };

/** What a process sends: replies, and values for the other replicas. */
export type ProcessReply = Reply | { readonly type: 'gather'; readonly values: Float64Array };

/** The program of a replica that runs in a process of its own. Ends with the process that started it. */
export async function runReplicaProcess(startBackend: (request: BackendRequest) => Promise<void>): Promise<never> {
  const scope = processScope<ProcessMessage, ProcessReply>();
  const replica = createReplica(
    {
      reply: (reply) => scope.send(reply),
      memoryFor: (_place, length) => new Float32Array(length),
      ask(outputs) {
        scope.send({ type: 'outputs', outputs });
        const message = scope.receive();
        return message.type === 'answer' ? message.gradients : undefined;
      },
      gather(values) {
        scope.send({ type: 'gather', values });
        const message = scope.receive();
        return message.type === 'gathered' ? message.values : [];
      },
    },
    startBackend,
  );
  for (;;) {
    const message = scope.receive();
    if (message.type !== 'answer' && message.type !== 'gathered') await replica(message);
  }
}
