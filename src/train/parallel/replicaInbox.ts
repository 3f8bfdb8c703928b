import { SegkitError } from '../../core/errors.js';
import type { Reply } from './protocol.js';

/** What a replica has said and nobody has read yet. */
export interface ReplicaInbox {
  put(reply: Reply): void;
  /** The replica has ended: whoever waits, now or later, is told. */
  crash(cause: Error): void;
  /** The next reply, which must be of this type. */
  take(type: Reply['type']): Promise<Reply>;
}

/**
 * An inbox of one replica.
 *
 * @param explain - Makes the error of what the replica did, `ended: …` or `failed: …`.
 */
export function replicaInbox(explain: (what: string, options: { cause?: unknown }) => Error): ReplicaInbox {
  const replies: Reply[] = [];
  let failure: Error | undefined;
  /** Those who wait for a reply, the first one first. */
  let waiting: (() => void)[] = [];
  const changed = (): void => {
    const all = waiting;
    waiting = [];
    for (const wake of all) wake();
  };
  return {
    put(reply) {
      if (reply.type === 'failed') failure ??= explain(`failed: ${reply.message}`, { cause: reply.stack });
      else replies.push(reply);
      changed();
    },
    crash(cause) {
      failure ??= explain(`ended: ${cause.message}`, { cause });
      changed();
    },
    async take(type) {
      for (;;) {
        const reply = replies.shift();
        if (reply?.type === type) return reply;
        if (reply)
          throw new SegkitError(`a worker replied "${reply.type}" instead of "${type}". This is a bug in segkit.`);
        if (failure) throw failure;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
