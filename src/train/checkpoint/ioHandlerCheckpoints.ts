import type { io } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { OptionError } from '../../core/errors.js';
import type { CheckpointPlace } from './checkpointPlace.js';

/**
 * A place for checkpoints in whatever TensorFlow.js saves models to: an `IOHandler`, or a URL such as `'indexeddb://run'`.
 * It holds one at a time, the newest. How safe that is against a crash in the middle of writing is the handler's matter;
 * `indexedDbCheckpoints` of `segkit/browser` holds several, each whole.
 *
 * @throws {@link OptionError} for a URL that TensorFlow.js cannot both save to and load from.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs-core';
 * import { checkpoint, ioHandlerCheckpoints } from 'segkit';
 *
 * let saved: tf.io.ModelArtifacts = {};
 * const place = ioHandlerCheckpoints({
 *   save: async (artifacts) => {
 *     saved = artifacts;
 *     return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
 *   },
 *   load: async () => saved,
 * });
 * console.log([checkpoint({ place, keepLast: 1 })].length); // for fit(model, train, { callbacks, resume: 'auto' })
 * ```
 */
export function ioHandlerCheckpoints(handler: io.IOHandler | string): CheckpointPlace {
  const { save, load } = typeof handler === 'string' ? handlersOf(handler) : handler;
  if (!save || !load) {
    throw new OptionError(
      'ioHandlerCheckpoints: the handler cannot both save and load. Give one that has save and load.',
      {
        option: 'handler',
      },
    );
  }
  const read = async (): Promise<{ name: string; bytes: Uint8Array } | undefined> => {
    const artifacts = await load().catch(() => undefined);
    const name = artifacts?.userDefinedMetadata?.segkitCheckpoint;
    return typeof name === 'string' ? { name, bytes: joinBytes(artifacts?.weightData) } : undefined;
  };
  return {
    name: typeof handler === 'string' ? handler : 'the IOHandler',
    list: async () => {
      const found = await read();
      return found ? [found.name] : [];
    },
    async read(name, length) {
      const found = await read();
      if (found?.name === name) return found.bytes.slice(0, length);
      throw new OptionError(`ioHandlerCheckpoints: there is no checkpoint ${name}.`, { option: 'name', value: name });
    },
    async write(name, bytes) {
      await save({
        // Handlers look at the topology to say what they have saved.
        modelTopology: {},
        weightSpecs: [{ name: 'checkpoint', shape: [bytes.length], dtype: 'bool' }],
        weightData: bytes.slice().buffer,
        userDefinedMetadata: { segkitCheckpoint: name },
      });
    },
    // It holds one only, which the next one replaces.
    remove: async () => {},
  };
}

function handlersOf(url: string): io.IOHandler {
  const [[save], [load]] = [tf.io.getSaveHandlers(url), tf.io.getLoadHandlers(url)];
  return {
    ...(save?.save && { save: save.save.bind(save) }),
    ...(load?.load && { load: load.load.bind(load) }),
  };
}

function joinBytes(data: io.WeightData | undefined): Uint8Array {
  const parts = (data === undefined ? [] : Array.isArray(data) ? data : [data]).map((part) => new Uint8Array(part));
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
