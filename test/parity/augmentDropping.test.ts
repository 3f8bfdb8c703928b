import { expect, it } from 'vitest';
import * as augment from '../../src/augment/index.js';
import type { Sample } from '../../src/data/sample.js';
import { describeShared, hasShared, readFixture } from '../helpers/parity.js';
import { compareSample, type PictureCase, sampleOf } from '../helpers/pictureCases.js';

interface DropCase {
  readonly fill: number[];
  readonly fillMask: number | null;
}

const drop = <P>(transform: augment.Transform<P>, params: P, sample: Sample): Sample => transform.apply(params, sample);

/** Droppings with what they are to draw. */
const runs: Readonly<Record<string, (params: never, sample: Sample) => Sample>> = {
  coarseDropout: ({ holes, fill, fillMask }: DropCase & { holes: number[][] }, sample) => {
    const boxes = holes.map(([x, y, right, bottom]) => ({ x, y, width: right - x, height: bottom - y }));
    return drop(augment.coarseDropout({ fill }), { holes: boxes, maskFill: fillMask }, sample);
  },
  gridDropout: ({ ratio, fill, fillMask, ...cell }: DropCase & Readonly<Record<string, number>>, sample) => {
    const { unitWidth, unitHeight, shiftX, shiftY } = cell;
    const grid = { cellWidth: unitWidth, cellHeight: unitHeight, offsetX: shiftX, offsetY: shiftY };
    return drop(augment.gridDropout({ ratio, fill }), { ...grid, maskFill: fillMask }, sample);
  },
};

describeShared('dropping transforms against the reference', 'parity/image', () => {
  if (!hasShared('parity/image')) return; // vitest collects what it skips
  const fixture = readFixture<PictureCase>('image/pixel');
  for (const op of Object.keys(runs)) {
    const cases = fixture.cases.filter((entry) => entry.op === op);
    it(`has cases of ${op}`, () => expect(cases.length).toBeGreaterThan(0));
    for (const entry of cases) {
      it(entry.name, () => compareSample(runs[op](entry.params, sampleOf(entry, fixture)), entry, fixture));
    }
  }
});
