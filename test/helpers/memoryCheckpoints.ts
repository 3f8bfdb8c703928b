import type { CheckpointPlace } from '../../src/train/checkpoint/checkpointPlace.js';

/** Checkpoints in memory, to look at and to damage. */
export interface MemoryCheckpoints extends CheckpointPlace {
  readonly files: Map<string, Uint8Array>;
}

export function memoryCheckpoints(): MemoryCheckpoints {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    name: 'memory',
    list: async () => [...files.keys()],
    async read(name, length) {
      const bytes = files.get(name);
      if (!bytes) throw new Error(`no ${name}`);
      return bytes.slice(0, length);
    },
    async write(name, bytes) {
      files.set(name, bytes.slice());
    },
    async remove(name) {
      files.delete(name);
    },
  };
}
