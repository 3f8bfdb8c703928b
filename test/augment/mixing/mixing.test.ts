import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as augment from '../../../src/augment/index.js';
import type { Sample } from '../../../src/data/sample.js';
import type { Raster } from '../../../src/raster/raster.js';
import { cloneSample, labelCodedSample, randomSample } from '../samples.js';

const { applyMix, drawMixParams, drawPartners, mixFromJson } = augment;

/** One colour and one label all over. */
function plain(id: string, level: number, options: { width?: number; height?: number; label?: number } = {}): Sample {
  const { width = 8, height = 6, label = level } = options;
  return {
    id,
    image: { data: new Uint8Array(width * height).fill(level), width, height, channels: 1 },
    mask: { data: new Uint8Array(width * height).fill(label), width, height },
    meta: { of: id },
  };
}

const always: readonly augment.MixTransform[] = [
  augment.cutMix({ probability: 1 }),
  augment.mosaic({ probability: 1 }),
  augment.mosaic({ probability: 1, fit: 'crop', center: [0, 1] }),
  augment.copyPaste({ probability: 1 }),
  augment.copyPaste({ probability: 1, objects: [0, 5], scale: [0.5, 2], place: 'same' }),
  augment.mixOneOf([augment.cutMix({ probability: 1 }), augment.copyPaste({ probability: 1 })]),
  augment.mixCompose([augment.mosaic({ probability: 1 }), augment.cutMix({ probability: 1 })]),
];
const soft: readonly augment.MixTransform[] = [
  augment.mixUp({ probability: 1, alpha: 1 }),
  augment.mixOneOf([augment.mixUp(), augment.cutMix()]),
  augment.mixCompose([augment.cutMix(), augment.mixUp()]),
];

/** Partners in the numbers that a mix asks for. */
const partnersOf = (
  mix: augment.MixTransform,
  sample: Sample,
  key: augment.MixKey,
  make: (i: number) => Sample,
): Sample[] => drawPartners(mix, sample.id, { length: 7, own: 0 }, key).map(make);

describe('every mix', () => {
  const anyMix = fc.constantFrom(...always, ...soft);
  const side = fc.integer({ min: 1, max: 24 });
  const drawn = fc.record({ seed: fc.nat(), epoch: fc.nat({ max: 50 }) });
  const info = { task: 'multiclass', classes: 6, ignoreIndex: 9 } as const;

  it('leaves its input as it was, can be replayed, and comes back from JSON', () =>
    fc.assert(
      fc.property(
        anyMix,
        side,
        side,
        side,
        drawn,
        fc.constantFrom('uint8', 'uint16', 'float32' as const),
        (mix, width, height, other, draw, kind) => {
          const key = { ...draw, ...info };
          const sample = randomSample(width, height, kind);
          const partners = partnersOf(mix, sample, key, (i) => randomSample(other, width, kind, i + 2));
          const before = [sample, ...partners].map(cloneSample);
          const mixed = applyMix(mix, sample, partners, key);
          expect([sample, ...partners]).toEqual(before);
          expect([mixed.id, mixed.meta, mixed.image.width, mixed.image.height]).toEqual([
            sample.id,
            sample.meta,
            width,
            height,
          ]);
          const revived = mixFromJson(JSON.parse(JSON.stringify(mix)));
          expect(JSON.stringify(revived)).toBe(JSON.stringify(mix));
          expect(applyMix(revived, sample, partners, key)).toEqual(mixed);
          if (partners.length === 0) return;
          const params = JSON.parse(JSON.stringify(drawMixParams(mix, sample, partners, key)));
          expect(mix.apply(params, sample, partners)).toEqual(mixed);
        },
      ),
      { numRuns: 200 },
    ));

  it('keeps picture, mask and weight together, and invents no label', () =>
    fc.assert(
      fc.property(fc.constantFrom(...always), side, side, drawn, (mix, width, height, key) => {
        const sample = labelCodedSample(width, height);
        const partners = partnersOf(mix, sample, key, (i) => labelCodedSample(width, height, { seed: i + 5 }));
        const mixed = applyMix(mix, sample, partners, key);
        const known = new Set([sample, ...partners].flatMap(({ mask }) => [...(mask?.data ?? [])]));
        const labels = [...(mixed.mask?.data ?? [])];
        for (const label of labels) expect(known).toContain(label);
        // Scaling blends neighbouring colours; everything else moves pixels alone.
        if (/mosaic|scale/.test(JSON.stringify(mix))) return;
        expect([...mixed.image.data]).toEqual(labels.flatMap((label) => [label, label, label]));
        expect([...(mixed.weight?.data ?? [])]).toEqual(labels);
      }),
      { numRuns: 200 },
    ));
});

describe('partners', () => {
  const pool = { length: 40, own: 7 };
  const mosaic = augment.mosaic({ probability: 1 });

  it('are others, none twice, each as likely, and depend on seed, epoch and id', () => {
    const counts = new Array<number>(40).fill(0);
    const seen = new Set<string>();
    for (let epoch = 0; epoch < 2000; epoch++) {
      const chosen = drawPartners(mosaic, 'id 7', pool, { epoch });
      expect(new Set(chosen).size).toBe(3);
      for (const position of chosen) counts[position]++;
      seen.add(String(chosen));
    }
    expect(counts[7]).toBe(0);
    const mean = 6000 / 39;
    for (const [i, count] of counts.entries())
      if (i !== 7) expect(Math.abs(count - mean)).toBeLessThan(5 * Math.sqrt(mean));
    expect(seen.size).toBeGreaterThan(1500);
    expect(drawPartners(mosaic, 'id 7', pool, { seed: 4 })).toEqual(drawPartners(mosaic, 'id 7', pool, { seed: 4 }));
    expect(drawPartners(mosaic, 'id 7', pool, { seed: 4 })).not.toEqual(
      drawPartners(mosaic, 'id 7', pool, { seed: 5 }),
    );
  });

  it('come again where there are too few, and are missed where there are none', () => {
    expect(drawPartners(mosaic, 'a', { length: 2, own: 0 })).toEqual([1, 1, 1]);
    expect([...drawPartners(mosaic, 'a', { length: 3, own: 0 }).slice(0, 2)].sort()).toEqual([1, 2]);
    expect(() => drawPartners(mosaic, 'a', { length: 1, own: 0 })).toThrow(
      'mosaic: there is no sample but "a" to mix it with.',
    );
    expect([...drawPartners(mosaic, 'x', { length: 3 })].sort()).toEqual([0, 1, 2]);
    expect(drawPartners(augment.mosaic({ probability: 0 }), 'a', { length: 1, own: 0 })).toEqual([]);
  });

  it('are wanted as often as asked for', () => {
    const count = (mix: augment.MixTransform): number =>
      Array.from(
        { length: 2000 },
        (_, epoch) => drawPartners(mix, 'a', { length: 2, own: 0 }, { epoch }).length,
      ).filter(Boolean).length;
    for (const make of [augment.cutMix, augment.mixUp, augment.mosaic, augment.copyPaste]) {
      expect(Math.abs(count(make({ probability: 0.25 })) - 500)).toBeLessThan(100);
    }
  });
});

describe('cutMix', () => {
  it('takes a rectangle of the asked-for part of the area', () => {
    const mix = augment.cutMix({ probability: 1, alpha: 1e6 }); // λ is ½
    const sample = plain('a', 1, { width: 40, height: 30 });
    const partner = plain('b', 2, { width: 20, height: 11 });
    for (let epoch = 0; epoch < 50; epoch++) {
      const mixed = applyMix(mix, sample, [partner], { epoch });
      const { box } = drawMixParams(mix, sample, [partner], { epoch }) as augment.CutMixParams;
      const expected = Array.from({ length: 1200 }, (_, i) => {
        const [x, y] = [(i % 40) - box.x, Math.floor(i / 40) - box.y];
        return x >= 0 && x < box.width && y >= 0 && y < box.height ? 2 : 1;
      });
      expect([...mixed.image.data]).toEqual(expected);
      expect([...(mixed.mask?.data ?? [])]).toEqual(expected);
      expect(box.width).toBeLessThanOrEqual(28);
      expect(box.height).toBeLessThanOrEqual(21);
      if (box.x > 0 && box.x + box.width < 40) expect(box.width).toBe(28); // 40 · √½
    }
  });
});

describe('mosaic', () => {
  it('gives each of four pictures a quarter', () => {
    const four = [1, 2, 3, 4].map((level) => plain(`${level}`, level, { width: 5 + level, height: 9 - level }));
    const params = { center: { x: 2, y: 3 }, order: [2, 0, 3, 1], windows: new Array(4).fill({ x: 0, y: 0 }) };
    const mixed = augment.mosaic().apply(params, four[0], four.slice(1));
    const row = (left: number, right: number): number[] => [left, left, right, right, right, right];
    const expected = Array.from({ length: 8 }, (_, y) => (y < 3 ? row(3, 1) : row(4, 2))).flat();
    expect([...mixed.image.data]).toEqual(expected);
    expect([...(mixed.mask?.data ?? [])]).toEqual(expected);
  });

  it('moves the marks of the sample along with its pixels', () => {
    const image = { data: Uint8Array.from({ length: 64 }, (_, i) => i), width: 8, height: 8, channels: 1 };
    const sample: Sample = {
      id: 'a',
      image,
      keypoints: [{ x: 5, y: 2 }],
      boxes: [{ x: 4, y: 2, width: 2, height: 4 }],
      meta: {},
    };
    const others = ['b', 'c', 'd'].map((id) => ({ ...sample, id, image: { ...image, data: new Uint8Array(64) } }));
    const params = { center: { x: 4, y: 4 }, order: [1, 2, 3, 0], windows: new Array(4).fill({ x: 0.5, y: 0.25 }) };
    const cut = augment.mosaic({ fit: 'crop' }).apply(params, sample, others); // from (2, 1) to (4, 4)
    expect(cut.keypoints).toEqual([{ x: 7, y: 5 }]);
    expect(cut.image.data[5 * 8 + 7]).toBe(2 * 8 + 5);
    expect(cut.boxes).toEqual([{ x: 6, y: 5, width: 2, height: 4 }]);
    const halved = augment.mosaic().apply(params, sample, others);
    expect(halved.keypoints).toEqual([{ x: 6.25, y: 4.75 }]);
    expect(halved.boxes).toEqual([{ x: 6, y: 5, width: 1, height: 2 }]);
  });
});

describe('copyPaste', () => {
  const mask = { data: new Uint8Array(96), width: 12, height: 8 };
  const partner: Sample = {
    id: 'b',
    image: { data: Uint8Array.from({ length: 96 }, (_, i) => i), width: 12, height: 8, channels: 1 },
    mask: { ...mask, data: mask.data.slice() },
    meta: {},
  };
  for (const i of [14, 15, 26]) partner.mask?.data.fill(1, i, i + 1); // an angle at (2, 1)
  for (const i of [54, 67]) partner.mask?.data.fill(2, i, i + 1); // touching at a corner
  partner.mask?.data.fill(255, 90, 92);
  const host = (): Sample => plain('a', 200, { width: 12, height: 8, label: 0 });

  it('copies whole objects to where they were', () => {
    const mix = augment.copyPaste({ probability: 1, objects: 9, place: 'same', flip: false });
    const mixed = applyMix(mix, host(), [partner], { ignoreIndex: 255 });
    const expected = Array.from(partner.mask!.data, (label) => (label === 255 ? 0 : label));
    expect([...(mixed.mask?.data ?? [])]).toEqual(expected);
    expect([...mixed.image.data]).toEqual(expected.map((label, i) => (label === 0 ? 200 : i)));
  });

  it('mirrors and resizes them about where they were', () => {
    const one = { from: { x: 2, y: 1 }, to: { x: 0, y: 0, width: 4, height: 4 }, flip: true };
    const mixed = augment.copyPaste().apply({ objects: [one] }, host(), [partner]);
    const rows = Array.from({ length: 4 }, (_, y) => [...mixed.mask!.data.subarray(y * 12, y * 12 + 5)]);
    expect(rows).toEqual([
      [1, 1, 1, 1, 0],
      [1, 1, 1, 1, 0],
      [0, 0, 1, 1, 0],
      [0, 0, 1, 1, 0],
    ]);
    const outside = { ...one, to: { x: 10, y: -2, width: 4, height: 4 } };
    const cut = augment.copyPaste().apply({ objects: [outside] }, host(), [partner]);
    expect([...cut.mask!.data.subarray(0, 12)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const corner = augment.copyPaste().apply({ objects: [{ ...outside, flip: false }] }, host(), [partner]);
    expect([...corner.mask!.data.subarray(8, 12)]).toEqual([0, 0, 1, 1]);
  });

  it('puts them wholly inside, everywhere alike', () => {
    const mix = augment.copyPaste({ probability: 1, objects: 1, labels: [1] });
    const columns = new Array<number>(11).fill(0);
    for (let epoch = 0; epoch < 1100; epoch++) {
      const { objects } = drawMixParams(mix, host(), [partner], { epoch }) as augment.CopyPasteParams;
      const [{ to }] = objects;
      expect([to.width, to.height]).toEqual([2, 2]);
      expect(to.y).toBeGreaterThanOrEqual(0);
      expect(to.y).toBeLessThanOrEqual(6);
      columns[to.x]++;
    }
    for (const count of columns) expect(Math.abs(count - 100)).toBeLessThan(50);
  });

  it('takes rare classes as often as common ones', () => {
    const crowd: Sample = {
      ...partner,
      mask: {
        ...mask,
        data: Uint8Array.from(mask.data, (_, i) => (i % 12 === 0 ? 2 : i % 2 === 0 ? 0 : Math.floor(i / 12) % 2)),
      },
    };
    const mix = augment.copyPaste({ probability: 1, objects: 1 });
    let rare = 0;
    for (let epoch = 0; epoch < 1000; epoch++) {
      const mixed = applyMix(mix, host(), [crowd], { epoch });
      if (mixed.mask?.data.includes(2)) rare++;
    }
    expect(Math.abs(rare - 500)).toBeLessThan(80);
  });

  it('leaves small objects out, and gives what it got where there are none', () => {
    const mix = augment.copyPaste({ probability: 1, objects: 9, minArea: 3 });
    expect(drawMixParams(mix, host(), [partner], { ignoreIndex: 255 })).toMatchObject({
      objects: [{ from: { x: 2, y: 1 } }],
    });
    const sample = host();
    expect(applyMix(augment.copyPaste({ probability: 1, labels: [7] }), sample, [partner])).toBe(sample);
  });
});

describe('mixUp', () => {
  const mix = augment.mixUp({ probability: 1, alpha: 1 });
  const mixed = (a: Sample, b: Sample, key: augment.MixKey): [Raster, number] => {
    const { lambda } = drawMixParams(mix, a, [b], key) as augment.MixUpParams;
    return [applyMix(mix, a, [b], key).mask as Raster, lambda];
  };

  it('gives parts of classes', () => {
    const [a, b] = [plain('a', 10, { label: 2 }), plain('b', 210, { label: 0 })];
    const [mask, lambda] = mixed(a, b, { task: 'multiclass', classes: 3 });
    expect(mask.channels).toBe(3);
    const expected = [Math.fround(1 - lambda), 0, Math.fround(lambda)];
    for (let i = 0; i < 48; i++) expect([...mask.data.subarray(i * 3, i * 3 + 3)]).toEqual(expected);
    const { image } = applyMix(mix, a, [b], { task: 'multiclass', classes: 3 });
    expect(image.data[0]).toBe(Math.round(lambda * 10 + (1 - lambda) * 210));
  });

  it('gives one channel for binary masks, and −1 where either does not count', () => {
    const [a, b] = [plain('a', 1), plain('b', 0)];
    a.mask!.data[3] = 255;
    b.mask!.data[4] = 255;
    const [mask, lambda] = mixed(a, b, { task: 'binary', ignoreIndex: 255 });
    expect(mask.channels).toBe(1);
    expect([...mask.data.subarray(2, 6)]).toEqual([Math.fround(lambda), -1, -1, Math.fround(lambda)]);
  });

  it('blends masks of K channels as they are, and their ignore index not at all', () => {
    const many = (id: string, values: number[]): Sample => ({
      id,
      image: { data: Uint8Array.of(0, 0), width: 2, height: 1, channels: 1 },
      mask: { data: Uint8Array.from(values), width: 2, height: 1, channels: 2 },
      meta: {},
    });
    const [mask, lambda] = mixed(many('a', [1, 0, 255, 1]), many('b', [1, 1, 0, 255]), { ignoreIndex: 255 });
    const rest = lambda * 0 + (1 - lambda);
    expect([...mask.data]).toEqual([1, Math.fround(rest), 255, 255]);
  });

  it('softens masks that are not mixed too, so that they can be stacked', () => {
    const key = { task: 'multiclass', classes: 3, ignoreIndex: 255 } as const;
    const sample = plain('a', 1);
    sample.mask!.data[0] = 255;
    for (const any of [augment.mixUp({ probability: 0 }), ...soft]) {
      const { mask } = applyMix(any, sample, [], key);
      expect([...mask!.data.subarray(0, 6)], any.name).toEqual([-1, -1, -1, 0, 1, 0]);
    }
    const cut = augment.mixOneOf([augment.cutMix({ probability: 1 }), augment.mixUp()], { weights: [1, 0] });
    expect(applyMix(cut, sample, [plain('b', 2)], key).mask).toMatchObject({ channels: 3 });
  });

  it('draws λ from Beta(α, α)', () => {
    for (const alpha of [0.2, 1, 4]) {
      const draws = Array.from({ length: 4000 }, (_, epoch) => {
        const any = augment.mixUp({ probability: 1, alpha, task: 'binary' });
        return (drawMixParams(any, plain('a', 1), [plain('b', 0)], { epoch }) as augment.MixUpParams).lambda;
      });
      const mean = draws.reduce((a, b) => a + b) / draws.length;
      const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
      expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
      expect(variance).toBeCloseTo(1 / (4 * (2 * alpha + 1)), 2); // of a Beta distribution
    }
  });

  it('needs to know the classes', () => {
    expect(() => mixed(plain('a', 1), plain('b', 0), {})).toThrow('mixUp: labels are to become parts of classes');
    const own = augment.mixUp({ probability: 1, task: 'multiclass', classes: 2 });
    expect(applyMix(own, plain('a', 1), [plain('b', 0)]).mask).toMatchObject({ channels: 2 });
  });
});

describe('weights', () => {
  it('come along, 1 where a partner has none', () => {
    const a = { ...plain('a', 1), weight: { data: new Float32Array(48).fill(3), width: 8, height: 6, channels: 1 } };
    const b = plain('b', 0);
    const blended = applyMix(augment.mixUp({ probability: 1, alpha: 1, task: 'binary' }), a, [b]);
    const { lambda } = drawMixParams(augment.mixUp({ probability: 1, alpha: 1, task: 'binary' }), a, [b]);
    expect(blended.weight?.data[0]).toBe(Math.fround(lambda * 3 + (1 - lambda)));
    const cut = applyMix(augment.cutMix({ probability: 1 }), a, [b]);
    cut.mask?.data.forEach((label, i) => void expect(cut.weight?.data[i]).toBe(label === 1 ? 3 : 1));
  });
});

describe('errors', () => {
  it('say what does not go together', () => {
    const cut = augment.cutMix({ probability: 1 });
    const [a, b] = [plain('a', 1), plain('b', 2)];
    const grey = { ...b, image: { ...b.image, data: Float32Array.from(b.image.data) } };
    expect(() => applyMix(cut, a, [grey])).toThrow(
      'cutMix: "a" and "b" cannot be mixed: the image of one is uint8 of 1 channels, of the other float32 of 1 channels.',
    );
    const { mask: _, ...bare } = b;
    expect(() => applyMix(cut, a, [bare])).toThrow('the mask of one is labels of 1 channels, of the other missing');
    expect(() => applyMix(augment.copyPaste({ probability: 1 }), { ...a, mask: undefined as never }, [bare])).toThrow(
      'has no mask to find objects in',
    );
  });

  it('refuse options and lists', () => {
    expect(() => augment.cutMix({ p: 1 } as object)).toThrow('cutMix: unknown option "p"');
    expect(() => augment.mixUp({ alpha: 0 })).toThrow('mixUp: alpha is 0');
    expect(() => augment.mosaic({ center: [0.5, 1.5] })).toThrow('mosaic: center is [0.5,1.5]');
    expect(() => augment.copyPaste({ objects: [2, 1] })).toThrow('copyPaste: objects is [2,1]');
    expect(() => augment.mixOneOf([])).toThrow('mixOneOf: it takes an array of mixes');
    expect(() => augment.mixCompose([augment.d4() as never])).toThrow('mixCompose: element 0 is no mix.');
    const json = {
      name: 'mixCompose',
      options: { mixes: [{ name: 'mixOneOf', options: { mixes: [{ name: 'cutMix', options: { alpha: -1 } }] } }] },
    };
    expect(() => mixFromJson(json)).toThrow('mixCompose[0].mixOneOf[0].cutMix: alpha is -1');
    expect(() => mixFromJson({ name: 'd4', options: {} })).toThrow('mixFromJson: there is no transform "d4"');
  });
});

it('lets labels of a wider type in', () => {
  const wide = { ...plain('b', 1), mask: { data: new Uint16Array(48).fill(300), width: 8, height: 6 } };
  const mixed = applyMix(augment.cutMix({ probability: 1, alpha: 1e6 }), plain('a', 1), [wide], {
    seed: 3,
  });
  expect(new Set(mixed.mask?.data)).toEqual(new Set([1, 300]));
});
