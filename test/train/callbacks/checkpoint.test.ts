import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { TrainingError } from '../../../src/core/errors.js';
import { type CheckpointOptions, checkpoint } from '../../../src/train/callbacks/checkpoint.js';
import { checkpointName } from '../../../src/train/callbacks/checkpointName.js';
import type { Monitor } from '../../../src/train/callbacks/monitor.js';
import { ioHandlerCheckpoints } from '../../../src/train/checkpoint/ioHandlerCheckpoints.js';
import type { Callback } from '../../../src/train/events.js';
import { fit } from '../../../src/train/fit.js';
import type { FitOptions } from '../../../src/train/fitOptions.js';
import { sgd } from '../../../src/train/optimizers/index.js';
import { switchBackend } from '../../helpers/backends.js';
import { type MemoryCheckpoints, memoryCheckpoints } from '../../helpers/memoryCheckpoints.js';
import { oneWeightModel, rows, squaredError } from '../../helpers/training.js';

beforeAll(() => switchBackend('cpu'));

/** Trains on three steps an epoch; gives what is kept then, and the names in the order in which they were written. */
async function train(
  options: Omit<CheckpointOptions, 'place'>,
  { place = memoryCheckpoints(), ...more }: FitOptions & { place?: MemoryCheckpoints } = {},
): Promise<{ kept: string[]; written: string[] }> {
  const model = oneWeightModel();
  const written: string[] = [];
  const spy: MemoryCheckpoints = {
    ...place,
    write: async (name, bytes) => {
      written.push(name);
      await place.write(name, bytes);
    },
  };
  const { callbacks = [], ...rest } = more;
  try {
    await fit(model, rows(3, 1), {
      epochs: 4,
      loss: squaredError,
      optimizer: sgd({ learningRate: 0.25 }),
      callbacks: [checkpoint({ place: spy, ...options }), ...callbacks],
      ...rest,
    });
  } finally {
    model.dispose();
  }
  return { kept: [...place.files.keys()].toSorted(), written };
}

const values =
  (...list: number[]): Monitor =>
  ({ epoch }) =>
    list[epoch - 1];

describe('checkpoint', () => {
  it('writes one an epoch and keeps the newest', async () => {
    expect(await train({ keepLast: 2 })).toEqual({
      written: ['cp-0001', 'cp-0002', 'cp-0003', 'cp-0004'],
      kept: ['cp-0003', 'cp-0004'],
    });
    expect((await train({ keepLast: Infinity })).kept).toHaveLength(4);
    expect((await train({})).kept).toEqual(['cp-0002', 'cp-0003', 'cp-0004']);
  });

  it('writes every n epochs, and when the run is over', async () => {
    expect((await train({ every: { epochs: 3 } })).written).toEqual(['cp-0003', 'cp-0004']);
    const stop: Callback = (event, context) => void (event.type === 'step' && event.globalStep === 8 && context.stop());
    expect((await train({ every: { epochs: 3 } }, { callbacks: [stop] })).written).toEqual(['cp-0003']);
    expect((await train({ every: { epochs: 2 } }, { callbacks: [stop] })).written).toEqual(['cp-0002', 'cp-0003']);
    const controller = new AbortController();
    const abort: Callback = (event) => void (event.type === 'epochEnd' && controller.abort());
    const run = train({ every: { epochs: 2 } }, { callbacks: [abort], signal: controller.signal });
    expect((await run).written).toEqual(['cp-0001']);
  });

  it('writes within epochs, by steps and by minutes', async () => {
    expect((await train({ every: { steps: 4 } })).written).toEqual([
      'cp-0002-000004',
      'cp-0003-000008',
      'cp-0004-000012',
      'cp-0004-000012',
    ]);
    expect((await train({ every: { steps: 5, epochs: 2 }, name: 'at-{step}' })).written).toEqual([
      'at-5',
      'at-6',
      'at-10',
      'at-12',
    ]);
    const everyStep = await train({ every: { minutes: 0 } }, { epochs: 1 });
    expect(new Set(everyStep.written)).toEqual(new Set(['cp-0001-000001', 'cp-0001-000002', 'cp-0001-000003']));
    expect((await train({ every: { minutes: 60 } }, { epochs: 1 })).written).toEqual(['cp-0001-000003']);
  });

  it('keeps the best besides the newest, by an explicit mode, of equals the older', async () => {
    const monitor = values(1, 3, 2, 3);
    const keep = { keepLast: 1, keepBest: 1, monitor } as const;
    expect((await train({ ...keep, mode: 'max' })).kept).toEqual(['cp-0002', 'cp-0004']);
    expect((await train({ ...keep, mode: 'min' })).kept).toEqual(['cp-0001', 'cp-0004']);
    expect((await train({ ...keep, keepBest: 2, mode: 'min' })).kept).toEqual(['cp-0001', 'cp-0003', 'cp-0004']);
    expect(() => checkpoint({ place: memoryCheckpoints(), keepBest: 1, monitor } as CheckpointOptions)).toThrow(
      'mode is undefined',
    );
    expect(() => checkpoint({ place: memoryCheckpoints(), monitor, mode: 'min' })).toThrow(
      'no effect without keepBest',
    );
    const unmeasured = train({ keepBest: 1, monitor: 'dice', mode: 'max' });
    await expect(unmeasured).rejects.toThrow('checkpoint: monitor is "dice", and there is no validation data');
  });

  it('remembers the best of before a resume', async () => {
    const place = memoryCheckpoints();
    const options = { keepLast: 1, keepBest: 1, monitor: values(1, 5, 2, 3), mode: 'max' } as const;
    await train(options, { place, epochs: 2 });
    expect((await train(options, { place, epochs: 4, resume: 'auto' })).kept).toEqual(['cp-0002', 'cp-0004']);
  });

  it('leaves the checkpoints of another run alone, or removes them if told to', async () => {
    const place = memoryCheckpoints();
    await train({}, { place, epochs: 3 });
    const names = [...place.files.keys()];
    await expect(train({}, { place })).rejects.toThrow(
      "checkpoint: memory holds checkpoints of another run (cp-0003). Go on with that one by resume: 'auto'",
    );
    expect([...place.files.keys()]).toEqual(names);
    expect((await train({ others: 'remove' }, { place, epochs: 1 })).kept).toEqual(['cp-0001']);
  });

  it('ends the run with a clear error when there is no room, what was there before intact', async () => {
    const place = memoryCheckpoints();
    const full: MemoryCheckpoints = {
      ...place,
      write: async (name, bytes) => {
        if (name === 'cp-0003')
          throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        await place.write(name, bytes);
      },
    };
    const run = train({ keepLast: 1 }, { place: full });
    await expect(run).rejects.toThrow(
      'checkpoint: cp-0003 cannot be written to memory (ENOSPC: no space left on device, write). The training ends here',
    );
    await expect(run).rejects.toBeInstanceOf(TrainingError);
    expect((await train({ keepLast: 1 }, { place, resume: 'auto' })).written).toEqual(['cp-0003', 'cp-0004']);
  });

  it('refuses names that cannot be told apart, and numbers that cannot be', () => {
    expect(checkpointName('cp-{epoch:04}')({ epoch: 7, step: 1 })).toBe('cp-0007');
    expect(checkpointName('{epoch}_{step:3}.x')({ epoch: 12, step: 12345 })).toBe('12_12345.x');
    const place = memoryCheckpoints();
    expect(() => checkpoint({ place, name: 'latest' })).toThrow('It must contain {epoch} or {step}');
    expect(() => checkpoint({ place, name: '../{epoch}' })).toThrow('name is "../{epoch}"');
    expect(() => checkpoint({ place, keepLast: 0 })).toThrow('keepLast is 0');
    expect(() => checkpoint({ place, every: { steps: 0.5 } })).toThrow('every.steps is 0.5');
    expect(() => checkpoint({ place, every: { hours: 1 } as never })).toThrow('unknown option "hours"');
    expect(() => checkpoint({ place: 'runs' as never })).toThrow('place is not what it should be');
  });
});

describe('ioHandlerCheckpoints', () => {
  it('holds the newest checkpoint in what TensorFlow.js saves to', async () => {
    let saved: tf.io.ModelArtifacts | undefined;
    const handler = tf.io.withSaveHandler(async (artifacts) => {
      // As JSON and bytes, as every real one does.
      saved = {
        ...JSON.parse(JSON.stringify({ ...artifacts, weightData: undefined })),
        weightData: artifacts.weightData,
      };
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    });
    const place = ioHandlerCheckpoints({
      save: handler.save!.bind(handler),
      load: async () => {
        if (!saved) throw new Error('nothing there');
        return saved;
      },
    });
    expect(await place.list()).toEqual([]);
    const losses: number[][] = [];
    for (const epochs of [2, 4]) {
      const model = oneWeightModel();
      const options = { epochs, loss: squaredError, callbacks: [checkpoint({ place })], resume: 'auto' } as const;
      losses.push((await fit(model, rows(3, 1), options)).epochs.map(({ loss }) => loss));
      model.dispose();
      expect(await place.list()).toEqual([`cp-000${epochs}`]);
    }
    expect(losses[1].slice(0, 2)).toEqual(losses[0]);
    expect(losses[1]).toHaveLength(4);
    expect(() => ioHandlerCheckpoints({ load: async () => ({}) })).toThrow('cannot both save and load');
    expect(() => ioHandlerCheckpoints('nowhere://run')).toThrow('cannot both save and load');
  });
});
