import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/core/errors.js';
import { type LinePlotOptions, linePlot } from '../../src/report/plot.js';
import { type Element, findAll, parseMarkup, textOf, withClass } from './parseMarkup.js';

const points = (...ys: (number | null)[]) => ys.map((y, i) => ({ x: i + 1, y }));
const draw = (options: LinePlotOptions): Element => parseMarkup(linePlot(options));
const labels = (svg: Element, axis: 'x-axis' | 'y-axis'): string[] =>
  findAll(withClass(svg, axis)[0], 'text').map(textOf);

/** The points of the lines of a plot, run by run. */
const runsOf = (svg: Element): [number, number][][][] =>
  withClass(svg, 'series').map((series) =>
    findAll(series, 'path').flatMap(({ attributes }) =>
      attributes.d
        .split('M')
        .filter(Boolean)
        .map((run) => run.split('L').map((point) => point.split(' ').map(Number) as [number, number])),
    ),
  );

describe('linePlot', () => {
  it('puts values where the axes say they are', () => {
    const svg = draw({ series: [{ name: 'a', values: points(0, 0.5, 1) }], yRange: [0, 1], width: 400, height: 300 });
    const [[run]] = runsOf(svg);
    expect(run[0][0]).toBeLessThan(run[1][0]);
    expect(run[1][0] - run[0][0]).toBeCloseTo(run[2][0] - run[1][0], 1);
    expect(run[0][1] - run[1][1]).toBeCloseTo(run[1][1] - run[2][1], 1);
    const [bottom] = findAll(withClass(svg, 'x-axis')[0], 'line');
    expect(run[0]).toEqual([Number(bottom.attributes.x1), Number(bottom.attributes.y1)]);
    expect(run[2][0]).toBe(Number(bottom.attributes.x2));
    const gridLines = withClass(svg, 'grid').map(({ attributes }) => Number(attributes.y1));
    expect(run[2][1]).toBe(Math.min(...gridLines));
    expect(labels(svg, 'x-axis')).toEqual(['1', '2', '3']);
    expect(labels(svg, 'y-axis')).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  });

  it('breaks a line at null, NaN and infinity, and keeps a lone value as a dot', () => {
    const values = points(1, 2, null, 4, Number.NaN, 6, 7, Infinity);
    const svg = draw({ series: [{ name: 'a', values }] });
    expect(runsOf(svg)[0].map((run) => run.length)).toEqual([2, 1, 2]);
    expect(findAll(svg, 'circle')).toHaveLength(5);
  });

  it('shows the numbers of few points as dots, of many only where a point stands alone', () => {
    const many = points(...Array.from({ length: 1000 }, (_, i) => (i === 500 || i === 502 ? null : Math.sin(i / 50))));
    const svg = draw({ series: [{ name: 'many', values: many }] });
    expect(findAll(svg, 'circle')).toHaveLength(1);
    expect(runsOf(svg)[0].map((run) => run.length)).toEqual([500, 1, 497]);
    const few = draw({ series: [{ name: 'few', values: points(1, 2.5) }] });
    expect(findAll(few, 'circle').map(textOf)).toEqual(['few, 1: 1', 'few, 2: 2.5']);
  });

  it('draws one point under its own number', () => {
    const svg = draw({ series: [{ name: 'a', values: points(0.7) }] });
    expect(labels(svg, 'x-axis')).toEqual(['1']);
    expect(findAll(svg, 'path')).toHaveLength(0);
    const [{ attributes }] = findAll(svg, 'circle');
    expect(Number(attributes.cx)).toBeGreaterThan(200);
    expect(Number(attributes.cx)).toBeLessThan(460);
  });

  it('says so when there is nothing to draw', () => {
    expect(textOf(draw({ series: [] }))).toContain('no values');
    expect(textOf(draw({ series: [{ name: 'a', values: points(null, Number.NaN) }] }))).toContain('no values');
  });

  it('points out a place, with its values ringed', () => {
    const series = [{ name: 'a', values: points(3, 2, 1) }];
    const svg = draw({ series, mark: { x: 2, label: 'best: epoch 2' } });
    expect(textOf(svg)).toContain('best: epoch 2');
    const [mark] = withClass(svg, 'mark');
    const ringed = findAll(svg, 'circle').filter(({ attributes }) => attributes.class.includes('paper'));
    expect(ringed.map(({ attributes }) => attributes.cx)).toEqual([mark.attributes.x1]);
  });

  it('keeps the legend above the axes, and grows for it', () => {
    const series = Array.from({ length: 40 }, (_, i) => ({ name: `class number ${i}`, values: points(i, i + 1) }));
    const svg = draw({ series, width: 320, height: 200 });
    const top = Math.min(...withClass(svg, 'grid').map(({ attributes }) => Number(attributes.y1)));
    const [legend] = findAll(svg, 'g');
    const offset = Number(legend.attributes.transform.match(/ ([\d.]+)\)/)![1]);
    const lowest = Math.max(...findAll(legend, 'text').map(({ attributes }) => Number(attributes.y)));
    expect(findAll(legend, 'text').map(textOf)).toEqual(series.map(({ name }) => name));
    expect(offset + lowest).toBeLessThan(top);
    expect(Number(svg.attributes.height)).toBeGreaterThan(200);
  });

  it('tells more lines apart than it has colours', () => {
    const series = Array.from({ length: 12 }, (_, i) => ({ name: `${i}`, values: points(i, i) }));
    const looks = withClass(draw({ series }), 'series').map((line) => {
      const { stroke, 'stroke-dasharray': dash } = findAll(line, 'path')[0].attributes;
      return `${stroke} ${dash}`;
    });
    expect(new Set(looks).size).toBe(12);
  });

  it('keeps lines of one colour apart by dashes', () => {
    const series = [
      { name: 'a', values: points(1, 2), color: 1, dashed: true },
      { name: 'b', values: points(2, 3), color: 1 },
    ];
    const [a, b] = findAll(draw({ series }), 'path').map(({ attributes }) => attributes);
    expect(a.stroke).toBe(b.stroke);
    expect([a['stroke-dasharray'], b['stroke-dasharray']]).toEqual(['6 4', undefined]);
  });

  it('escapes every text, whatever it holds', () => {
    const hostile = `</text><script>alert("1")</script> & 'x' ${String.fromCharCode(0, 8, 0xd800, 0xffff)}`;
    const svg = draw({
      title: hostile,
      xLabel: hostile,
      yLabel: hostile,
      width: 2000,
      height: 1600,
      series: [{ name: hostile, values: points(1, 2) }],
      mark: { x: 1, label: hostile },
    });
    const shown = `</text><script>alert("1")</script> & 'x' ${'\ufffd'.repeat(4)}`;
    expect(findAll(svg, 'script')).toHaveLength(0);
    expect(
      findAll(svg, 'text')
        .map(textOf)
        .filter((text) => text === shown),
    ).toHaveLength(5);
    expect(svg.attributes['aria-label']).toContain(shown);
  });

  it('is sound for all numbers there are', () => {
    const number = fc.oneof(fc.double(), fc.integer({ min: -5, max: 5 }), fc.constant(null));
    const series = fc.array(
      fc.record({
        name: fc.string({ unit: 'binary', maxLength: 30 }),
        values: fc.array(fc.record({ x: fc.oneof(fc.double(), fc.integer({ min: 0, max: 50 })), y: number }), {
          maxLength: 30,
        }),
        dashed: fc.boolean(),
      }),
      { maxLength: 9 },
    );
    const size = fc.integer({ min: 200, max: 900 });
    fc.assert(
      fc.property(series, size, size, (lines, width, height) => {
        const svg = linePlot({ title: 'title', xLabel: 'x', series: lines, width, height });
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        const root = parseMarkup(svg);
        const names = findAll(root, 'text').filter(({ attributes }) => attributes['font-size'] === '13');
        expect(names).toHaveLength(lines.length);
      }),
    );
  });

  it('refuses what it cannot draw', () => {
    const series = [{ name: 'a', values: points(1, 2) }];
    expect(() => linePlot({ series, width: 100 })).toThrow(
      'linePlot: width is 100. It must be a number of at least 200.',
    );
    expect(() => linePlot({ series, yRange: [1, 1] })).toThrow(
      'linePlot: yRange is [1, 1]. The second number must be greater than the first.',
    );
    expect(() => linePlot({ series, mark: { x: Number.NaN, label: '' } })).toThrow(OptionError);
    expect(() => linePlot({ series, titel: 'x' } as LinePlotOptions)).toThrow('Did you mean "title"?');
  });

  it('cuts off what lies beyond a given range', () => {
    const svg = draw({ series: [{ name: 'a', values: points(0.5, 40) }], yRange: [0, 1] });
    const clip = findAll(svg, 'svg')[1];
    expect(clip.attributes.overflow).toBe('hidden');
    expect(withClass(clip, 'series')).toHaveLength(1);
    expect(labels(svg, 'y-axis').at(-1)).toBe('1.0');
  });

  it('leaves one end of the range to the values', () => {
    const series = [{ name: 'a', values: points(3, 7) }];
    expect(labels(draw({ series, yRange: [0, 'auto'] }), 'y-axis')[0]).toBe('0');
    expect(labels(draw({ series, yRange: ['auto', 20] }), 'y-axis').at(-1)).toBe('20');
    expect(labels(draw({ series, yRange: [50, 'auto'] }), 'y-axis')[0]).toBe('50');
  });
});

describe('xScale log', () => {
  const series = [{ name: 'loss', values: [1e-4, 1e-3, 1e-2].map((x) => ({ x, y: x })) }];

  it('gives each power of ten the same width, and its name', () => {
    const svg = linePlot({ series, xScale: 'log' });
    const centers = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, at]) => Number(at));
    expect(centers[1] - centers[0]).toBeCloseTo(centers[2] - centers[1], 1);
    for (const name of ['1e-4', '1e-3', '1e-2']) expect(svg).toContain(`>${name}<`);
  });

  it('refuses what has no logarithm', () => {
    const values = [{ x: 0, y: 1 }];
    expect(() => linePlot({ series: [{ name: 'a', values }], xScale: 'log' })).toThrow(OptionError);
    expect(() => linePlot({ series, xScale: 'log', mark: { x: -1, label: 'here' } })).toThrow(
      "no place on xScale 'log'",
    );
    expect(() => linePlot({ series, xScale: 'logarithmic' as 'log' })).toThrow('xScale');
  });
});
