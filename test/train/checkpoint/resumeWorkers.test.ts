import { beforeAll, expect, it } from 'vitest';
import { checkpoint } from '../../../src/train/callbacks/checkpoint.js';
import type { Callback } from '../../../src/train/events.js';
import { switchBackend } from '../../helpers/backends.js';
import { discNet, longTraining } from '../../helpers/longTraining.js';
import { memoryCheckpoints } from '../../helpers/memoryCheckpoints.js';
import { weightsOf } from '../../helpers/training.js';

beforeAll(() => switchBackend('wasm'));

it('goes on with several workers to the same bits, and with another number of them', { timeout: 120_000 }, async () => {
  const train = async (workers: number, callbacks: Callback[], resume?: 'auto'): Promise<unknown> => {
    const model = discNet();
    const { epochs } = await longTraining(model, { epochs: 3, workers, callbacks, ...(resume && { resume }) });
    const weights = weightsOf(model);
    model.dispose();
    return { weights, losses: epochs.map(({ loss, validation }) => [loss, validation?.loss]) };
  };
  const whole = await train(2, []);
  const place = memoryCheckpoints();
  const stop: Callback = (event, context) => {
    if (event.type === 'step' && event.globalStep === 3) context.stop();
  };
  await train(2, [checkpoint({ place }), stop]);
  const files = new Map(place.files);
  expect(await train(2, [checkpoint({ place })], 'auto')).toEqual(whole);
  for (const [name, bytes] of files) place.files.set(name, bytes);
  place.files.delete('cp-0003');
  await train(0, [checkpoint({ place })], 'auto');
  expect([...place.files.keys()].toSorted().at(-1)).toBe('cp-0003');
});
