import { expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';

it('gives each transform a line, with its ranges and how often it is applied', () => {
  const pipeline = augment.compose([
    augment.horizontalFlip({ probability: 0.25 }),
    augment.withProbability(0.3, augment.gamma({ gamma: [0.81239, 1.25] })),
    augment.oneOf([augment.d4(), augment.sequential([augment.d4({ keepSize: true })], { probability: 0.5 })], {
      weights: [1, 3],
    }),
    augment.someOf([augment.pixelDropout({ rate: 0, fill: [1, 2] }), augment.rotate90()], {
      count: 2,
      weights: [1, 2],
    }),
    augment.randomOrder([]),
  ]);
  expect(augment.describe(pipeline)).toBe(
    [
      'compose',
      '  25 %  horizontalFlip',
      '  30 %  gamma: gamma 0.8124 … 1.25',
      '  oneOf',
      '    25 %  d4: keepSize no',
      '    37.5 %  sequential',
      '      d4: keepSize yes',
      '  someOf: count 2, weights [1, 2]',
      '    pixelDropout: rate 0, perChannel no, fill [1, 2], mask keep',
      '    rotate90',
      '  randomOrder',
    ].join('\n'),
  );
});

it('describes mixes too', () => {
  const mix = augment.mixOneOf([augment.cutMix({ probability: 1 }), augment.mosaic()]);
  expect(augment.describe(mix)).toBe(
    ['mixOneOf', '  50 %  cutMix: alpha 1', '  25 %  mosaic: center 0.3 … 0.7, fit cover'].join('\n'),
  );
  expect(augment.describe(augment.withProbability(0.5, augment.withProbability(0.1, augment.rotate90())))).toBe(
    '5 %  rotate90',
  );
});
