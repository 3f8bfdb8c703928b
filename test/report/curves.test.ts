import { describe, expect, it } from 'vitest';
import { curvePanels, curves } from '../../src/report/curves.js';
import { findAll, parseMarkup, textOf, withClass } from './parseMarkup.js';

const history = [1, 2, 3].map((epoch) => ({
  ...{ epoch, seconds: 3, learning_rate: 1e-3, loss: 1 / epoch, val_loss: epoch === 2 ? null : 1.2 / epoch },
  ...{ dice: 1 - 0.4 / epoch, val_dice: 1 - 0.5 / epoch, val_mean_iou: 1 - 0.8 / epoch },
}));

const legendOf = (svg: string): string[] =>
  findAll(parseMarkup(svg), 'text')
    .filter(({ attributes }) => attributes['font-size'] === '13')
    .map(textOf);

describe('curves', () => {
  it('draws losses in one panel and scores from 0 to 1 in another', () => {
    const [loss, scores] = curvePanels(history);
    expect(legendOf(loss)).toEqual(['training', 'validation']);
    expect(legendOf(scores)).toEqual(['Dice, training', 'Dice, validation', 'Mean IoU, validation']);
    const ticks = findAll(withClass(parseMarkup(scores), 'y-axis')[0], 'text').map(textOf);
    expect([ticks[0], ticks.at(-1)]).toEqual(['0', '1.0']);
    expect(findAll(parseMarkup(scores), 'text').map(textOf)).toContain('Dice and Mean IoU');
  });

  it('gives a measure one colour, and dashes to training', () => {
    const [training, validation, iou] = findAll(parseMarkup(curvePanels(history)[1]), 'path').map(
      ({ attributes }) => attributes,
    );
    expect(training.stroke).toBe(validation.stroke);
    expect(iou.stroke).not.toBe(validation.stroke);
    expect([training, validation, iou].map((line) => 'stroke-dasharray' in line)).toEqual([true, false, false]);
  });

  it('leaves a gap where nothing was measured', () => {
    const [training, validation] = findAll(parseMarkup(curvePanels(history)[0]), 'path').map(
      ({ attributes }) => attributes.d.match(/M/g)!.length,
    );
    expect([training, validation]).toEqual([1, 2]);
  });

  it('sets both panels side by side in one SVG', () => {
    const svg = parseMarkup(curves(history, { width: 300, height: 280, bestEpoch: 3 }));
    const panels = withClass(svg, 'segkit-plot');
    expect(panels.map(({ attributes }) => attributes.x)).toEqual(['0', '300']);
    expect(svg.attributes.viewBox).toBe('0 0 600 280');
    expect(textOf(svg).match(/best: epoch 3/g)).toHaveLength(2);
  });

  it('makes both panels as tall as the longer legend needs', () => {
    const heights = curvePanels(history, { width: 200, height: 140 }).map((svg) => parseMarkup(svg).attributes.height);
    expect(heights[0]).toBe(heights[1]);
    expect(Number(heights[0])).toBeGreaterThan(140);
  });

  it('draws the loss alone where there is nothing else', () => {
    const svg = parseMarkup(curves([{ epoch: 1, loss: 0.5 }]));
    expect(withClass(svg, 'segkit-plot')).toHaveLength(1);
    expect(svg.attributes.width).toBe('560');
  });

  it('refuses unknown options and panels that are too small', () => {
    expect(() => curves(history, { best: 3 } as object)).toThrow('unknown option "best"');
    expect(() => curves(history, { width: 10 })).toThrow('width is 10');
  });
});
