/**
 * Where the checkpoints of one run are kept: a folder (`checkpointFolder` of `segkit/node`), a database of the browser
 * (`indexedDbCheckpoints` of `segkit/browser`), an `IOHandler` of TensorFlow.js ({@link ioHandlerCheckpoints}), or
 * something of your own.
 */
export interface CheckpointPlace {
  /** What messages call it, for instance its path. */
  readonly name: string;
  /** The names of all checkpoints that are there, in any order. */
  list(): Promise<string[]>;
  /** The bytes of a checkpoint, or only the first ones. */
  read(name: string, length?: number): Promise<Uint8Array>;
  /** Writes all or nothing: whatever happens, the old bytes of this name or the new ones are there, whole. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** Removes a checkpoint; one that is not there is no error. */
  remove(name: string): Promise<void>;
  /** Refuses a place that cannot be written to; called before the training begins. */
  check?(): Promise<void>;
}
