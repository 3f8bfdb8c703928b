import { describe, expect, it } from 'vitest';
import * as augment from '../../../src/augment/index.js';
import type { Sample } from '../../../src/data/sample.js';
import { labelCodedSample } from '../samples.js';

const { applyTransform, compose, drawParams, transformFromJson } = augment;

const sample = labelCodedSample(12, 12);
const crop = augment.randomCrop({ width: 6, height: 6 });
const flip = augment.horizontalFlip();

/** A transform that only says that it was there. */
const mark = (name: string): augment.Transform => ({
  name,
  options: {},
  sample: (draw) => draw.integer(0, 1000),
  apply: (_, given) => ({ ...given, meta: { trail: `${String(given.meta.trail ?? '')}${name}` } }),
});
const trail = (transform: augment.Transform, epoch: number): string =>
  String(applyTransform(transform, { ...sample, meta: { trail: '' } }, { epoch }).meta.trail);
const trails = (transform: augment.Transform, epochs: number): Map<string, number> => {
  const counts = new Map<string, number>();
  for (let epoch = 0; epoch < epochs; epoch++) {
    const one = trail(transform, epoch);
    counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  return counts;
};
const isNear = (count: number | undefined, expected: number): void =>
  expect(Math.abs((count ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected));

describe('someOf', () => {
  it('applies so many of them, each pair as often, in the order of the list', () => {
    const counts = trails(augment.someOf(['a', 'b', 'c'].map(mark), { count: 2 }), 1200);
    expect([...counts.keys()].sort()).toEqual(['ab', 'ac', 'bc']);
    for (const count of counts.values()) isNear(count, 400);
  });

  it('applies from one to all of them by default', () => {
    const counts = trails(augment.someOf(['a', 'b'].map(mark)), 1200);
    expect([...counts.keys()].sort()).toEqual(['a', 'ab', 'b']);
    isNear(counts.get('ab'), 600);
  });

  it('chooses by weight, and never what has none', () => {
    const counts = trails(augment.someOf(['a', 'b', 'c'].map(mark), { count: 1, weights: [3, 1, 0] }), 1200);
    expect(counts.has('c')).toBe(false);
    isNear(counts.get('b'), 300);
    expect(trails(augment.someOf([mark('a')], { count: 0 }), 3)).toEqual(new Map([['', 3]]));
  });

  it('refuses more than there are', () => {
    expect(() => augment.someOf([mark('a')], { count: 2 })).toThrow('someOf: count is 2, but there are 1 transforms');
    expect(() => augment.someOf([mark('a'), mark('b')], { weights: [1, 0], count: [0, 2] })).toThrow('there are 1');
    expect(() => augment.someOf([mark('a')], { count: 0.5 })).toThrow('someOf: count is 0.5');
    expect(() => augment.someOf([])).toThrow('someOf: 0 weights for 0 transforms');
    expect(() => augment.someOf([mark('a')], { n: 1 } as object)).toThrow('someOf: unknown option "n"');
  });
});

describe('randomOrder', () => {
  it('applies all, every order as often', () => {
    const counts = trails(augment.randomOrder(['a', 'b', 'c'].map(mark)), 1200);
    expect(counts.size).toBe(6);
    for (const count of counts.values()) isNear(count, 200);
  });

  it('gives each the same draw whatever its turn', () => {
    const shuffled = augment.randomOrder([flip, augment.gamma(), flip]);
    const inOrder = (epoch: number): unknown[] => {
      const { order, params } = drawParams(shuffled, sample, { epoch });
      return [0, 1, 2].map((index) => params[order.indexOf(index)]);
    };
    const other = augment.randomOrder([flip, augment.gamma(), flip, augment.d4(), crop]);
    for (let epoch = 0; epoch < 30; epoch++) {
      const { order, params } = drawParams(other, sample, { epoch });
      expect([0, 1, 2].map((index) => params[order.indexOf(index)])).toEqual(inOrder(epoch));
    }
  });
});

describe('sequential', () => {
  it('applies all or none', () => {
    const counts = trails(augment.sequential(['a', 'b'].map(mark), { probability: 0.25 }), 1200);
    expect([...counts.keys()].sort()).toEqual(['', 'ab']);
    isNear(counts.get('ab'), 300);
    expect(trails(augment.sequential([mark('a')]), 20)).toEqual(new Map([['a', 20]]));
    expect(() => augment.sequential([], { probability: 2 })).toThrow('sequential: probability is 2');
  });
});

const containers: readonly ((transforms: readonly augment.Transform[]) => augment.Transform)[] = [
  (transforms) => compose(transforms),
  (transforms) => augment.sequential(transforms, { probability: 0.7 }),
  (transforms) => augment.randomOrder(transforms),
  (transforms) => augment.someOf(transforms, { count: [1, 2] }),
  (transforms) => augment.oneOf(transforms),
  (transforms) => augment.withProbability(0.5, compose(transforms)),
];

describe('every container', () => {
  const listed = [augment.padIfNeeded({ minWidth: 15, minHeight: 13 }), crop, augment.gamma()];

  it('knows the size beforehand, replays, and comes back from JSON', () => {
    for (const container of containers) {
      const any = container([container(listed), flip]);
      for (let epoch = 0; epoch < 20; epoch++) {
        const params = drawParams(any, sample, { epoch });
        const result = any.apply(params, sample);
        const { width, height } = result.image;
        expect(any.outputSize?.(params, { width: 12, height: 12 })).toEqual({ width, height });
        expect(any.apply(JSON.parse(JSON.stringify(params)), sample)).toEqual(result);
        const revived = transformFromJson(JSON.parse(JSON.stringify(any)));
        expect(JSON.stringify(revived)).toBe(JSON.stringify(any));
        expect(applyTransform(revived, sample, { epoch })).toEqual(result);
      }
    }
  });

  it('names the steps that it comes down to, where it does', () => {
    for (const container of containers) {
      const any = container(listed);
      for (let epoch = 0; epoch < 10; epoch++) {
        const params = drawParams(any, sample, { epoch });
        const steps = any.steps?.(params);
        if (!steps) continue;
        const stepwise = steps.reduce<Sample>((state, step) => step.transform.apply(step.params, state), sample);
        expect(stepwise).toEqual(any.apply(params, sample));
      }
    }
  });

  it('shows what it holds the sample as it arrives', () => {
    const seen: number[] = [];
    const looking: augment.Transform = {
      name: 'looking',
      options: {},
      sample: (_, context) => {
        seen.push(context.sample().image.width, context.width);
        return null;
      },
      apply: (_, given) => given,
    };
    drawParams(augment.sequential([crop, looking]), sample);
    drawParams(augment.someOf([crop, looking], { count: 2 }), sample);
    expect(seen).toEqual([6, 6, 6, 6]);
  });
});

describe('JSON of pipelines', () => {
  const wrap = (leaf: unknown): augment.TransformJson => ({
    name: 'compose',
    options: {
      transforms: [
        { name: 'd4', options: { keepSize: false } },
        {
          name: 'withProbability',
          options: { probability: 1, transform: { name: 'oneOf', options: { transforms: [leaf] } } },
        },
      ],
    },
  });

  it('is refused with the place of what is wrong', () => {
    const place = 'compose[1].withProbability.oneOf[0].gamma: ';
    expect(() => transformFromJson(wrap({ name: 'gamma', options: { gama: [1, 2] } }))).toThrow(
      `${place}unknown option "gama". Did you mean "gamma"?`,
    );
    expect(() => transformFromJson(wrap({ name: 'gamma', options: { gamma: [2, 1] } }))).toThrow(
      `${place}gamma is [2,1]`,
    );
    expect(() => transformFromJson(wrap({ name: 'gamma', options: {}, note: 1 }))).toThrow(
      `${place}unknown option "note"`,
    );
    expect(() => transformFromJson(wrap({ name: 'gama', options: {} }))).toThrow(
      'there is no transform "gama" (compose[1].withProbability.oneOf[0].gama). Did you mean "gamma"?',
    );
    expect(() => transformFromJson(wrap('gamma'))).toThrow(
      'compose[1].withProbability.oneOf: element 0 is no transform.',
    );
    expect(() => transformFromJson(null as never)).toThrow('null is no transform');
  });

  it('is refused with options that a container does not have', () => {
    for (const container of containers) {
      const json = JSON.parse(JSON.stringify(container([flip, crop]))) as { name: string; options: object };
      const more = { ...json, options: { ...json.options, nonsense: 1 } };
      expect(() => transformFromJson(more), json.name).toThrow(`${json.name}: unknown option "nonsense"`);
    }
  });
});
