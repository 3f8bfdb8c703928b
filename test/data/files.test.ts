import { describe, expect, it } from 'vitest';
import { maskClasses, thresholdLabels } from '../../src/data/maskClasses.js';
import { pairFiles, suggestMaskSuffix } from '../../src/data/pairFiles.js';
import type { LabelData, LabelMap } from '../../src/raster/labelMap.js';

describe('pairFiles', () => {
  it('pairs by name, whatever the endings', () => {
    expect(pairFiles(['b.jpg', 'a.PNG', 'x.png'], ['a.gif', 'b.tar.png', 'b.png'])).toEqual({
      pairs: [
        { id: 'b', image: 'b.jpg', mask: 'b.png' },
        { id: 'a', image: 'a.PNG', mask: 'a.gif' },
      ],
      unpairedImages: ['x.png'],
      unpairedMasks: ['b.tar.png'],
    });
  });

  it('takes suffixes with and without the ending', () => {
    const carvana = { id: 'abc_01', image: 'abc_01.jpg', mask: 'abc_01_mask.gif' };
    for (const maskSuffix of ['_mask', '_mask.gif']) {
      expect(pairFiles(['abc_01.jpg'], ['abc_01_mask.gif'], { maskSuffix }).pairs).toEqual([carvana]);
    }
    const both = pairFiles(['7_sat.jpg', '7_mask.png'], ['7_mask.png', '7_sat.jpg'], {
      imageSuffix: '_sat',
      maskSuffix: '_mask',
    });
    expect(both.pairs).toEqual([{ id: '7', image: '7_sat.jpg', mask: '7_mask.png' }]);
    expect(both.unpairedImages).toEqual(['7_mask.png']);
  });

  it('keeps folders apart', () => {
    const { pairs } = pairFiles(['x/1.png', 'y/1.png', 'y.d/1'], ['y/1.png']);
    expect(pairs).toEqual([{ id: 'y/1', image: 'y/1.png', mask: 'y/1.png' }]);
  });

  it('refuses two files for one sample', () => {
    expect(() => pairFiles(['a.png', 'a.jpg'], [])).toThrow('"a.png" and "a.jpg" are both the picture of "a"');
    expect(() => pairFiles(['a.png'], ['a.png', 'a.gif'])).toThrow('both the mask of "a"');
  });

  it('finds the suffix that was forgotten', () => {
    expect(suggestMaskSuffix(['a_1.jpg', 'a_12.jpg'], ['a_1_mask.gif', 'a_12_mask.gif'])).toBe('_mask');
    expect(suggestMaskSuffix(['a.jpg'], ['x.gif'])).toBeUndefined();
  });
});

describe('maskClasses', () => {
  const map = (data: LabelData): LabelMap => ({ data, width: data.length, height: 1 });
  const binary = { task: 'binary', classes: 1 } as const;
  const three = { task: 'multiclass', classes: 3 } as const;
  const valuesOf = (labels: LabelMap): number[] => [...labels.data];

  it('reads binary masks of 0 and 1, and of black and white', () => {
    const classes = map(Uint8Array.of(0, 1, 1));
    expect(maskClasses(classes, binary)).toBe(classes);
    expect(valuesOf(maskClasses(map(Uint8Array.of(0, 255, 255)), binary))).toEqual([0, 1, 1]);
    expect(valuesOf(maskClasses(map(Uint8Array.of(255, 255)), binary))).toEqual([1, 1]);
    expect(valuesOf(maskClasses(map(Uint8Array.of(0, 0)), binary))).toEqual([0, 0]);
    expect(valuesOf(maskClasses(map(Uint16Array.of(0, 65535)), binary, { white: 65535 }))).toEqual([0, 1]);
    expect(valuesOf(maskClasses(map(Uint16Array.of(0, 1)), binary, { white: 65535 }))).toEqual([0, 1]);
    expect(valuesOf(maskClasses(map(Uint8Array.of(0, 15)), binary, { white: 15 }))).toEqual([0, 1]);
  });

  it('keeps the ignore index', () => {
    expect(valuesOf(maskClasses(map(Uint8Array.of(0, 1, 255)), { ...binary, ignoreIndex: 255 }))).toEqual([0, 1, 255]);
    expect(valuesOf(maskClasses(map(Uint8Array.of(0, 7, 255)), { ...binary, ignoreIndex: 7 }))).toEqual([0, 7, 1]);
    expect(valuesOf(maskClasses(map(Uint8Array.of(0, 2, 9)), { ...three, ignoreIndex: 9 }))).toEqual([0, 2, 9]);
    expect(valuesOf(maskClasses(map(Int32Array.of(0, -1)), { ...three, ignoreIndex: -1 }))).toEqual([0, -1]);
  });

  it('maps values to classes, and no others', () => {
    const rule = { ...three, ignoreIndex: 300, values: { 0: 0, 128: 1, 255: 2 } };
    expect(maskClasses(map(Uint8Array.of(255, 0, 128)), rule).data).toEqual(Uint8Array.of(2, 0, 1));
    expect(valuesOf(maskClasses(map(Uint16Array.of(255, 300)), rule))).toEqual([2, 300]);
    expect(valuesOf(maskClasses(map(Int32Array.of(255, 300)), rule))).toEqual([2, 300]);
    expect(() => maskClasses(map(Uint8Array.of(7)), rule)).toThrow(
      'the mask has the value 7 in 1 pixels, which maskValues (0, 128, 255) does not name. Add it, or give ignoreIndex: 7.',
    );
  });

  it('refuses values that are no class, with the cure', () => {
    expect(() => maskClasses(map(Uint8Array.of(0, 1, 38, 38, 40)), binary)).toThrow(
      'the mask has the value 38 in 2 pixels (and 1 more such values), but a binary mask holds 0 and 1, or 0 and 255. ' +
        'Give a threshold if it is grey, such as 128, ignoreIndex: 38 if those pixels do not count, or classes',
    );
    expect(() => maskClasses(map(Uint8Array.of(0, 1, 255)), binary)).toThrow('the value 255 in 1 pixels');
    expect(() => maskClasses(map(Uint8Array.of(0, 11, 2)), three)).toThrow(
      'with 3 classes values are 0 … 2. Give ignoreIndex: 11 if those pixels do not count, classes: 12 if it is a class',
    );
    expect(() => maskClasses(map(Int32Array.of(-1)), three)).toThrow(
      'the value -1 in 1 pixels, but with 3 classes values are 0 … 2. Give ignoreIndex: -1 if those pixels do not ' +
        'count, or maskValues if it stands for a class.',
    );
    // The class count follows from the greatest label, not from the most frequent one.
    expect(() => maskClasses(map(Uint8Array.of(0, 4, 4, 7, 255)), three)).toThrow('classes: 8 if it is a class');
  });

  it('takes black and white for a binary task, and grey levels for no classes', () => {
    const two = { task: 'multiclass', classes: 2 } as const;
    expect(() => maskClasses(map(Uint8Array.of(0, 255, 255)), two)).toThrow(
      'the mask has the value 255 in 2 pixels, but with 2 classes values are 0 … 1. It holds 0 and 255 only: that is a ' +
        "binary task. Give task: 'binary' and leave out classes (labels names the foreground alone), or " +
        'ignoreIndex: 255 if those pixels do not count.',
    );
    expect(() => maskClasses(map(Uint8Array.of(255)), two)).toThrow('that is a binary task');
    expect(() => maskClasses(map(Uint8Array.of(0, 1, 255)), two)).toThrow(
      'Give ignoreIndex: 255 if those pixels do not count, or maskValues if it stands for a class.',
    );
  });

  it('asks whether labels begin at 1', () => {
    expect(() => maskClasses(map(Uint8Array.of(1, 2, 3)), three)).toThrow(
      'with 3 classes values are 0 … 2. Do labels begin at 1? Then give maskValues: { 1: 0, 2: 1, 3: 2 }. Else give ' +
        'classes: 4, or ignoreIndex: 3 if those pixels do not count.',
    );
    expect(() => maskClasses(map(Uint8Array.of(1, 5, 255)), { ...three, classes: 5, ignoreIndex: 255 })).toThrow(
      'maskValues: { 1: 0, 2: 1, 3: 2, … }',
    );
    for (const others of [
      [0, 3],
      [1, 4],
    ]) {
      expect(() => maskClasses(map(Uint8Array.from(others)), three), `${others}`).not.toThrow('begin at 1');
      expect(() => maskClasses(map(Uint8Array.from(others)), three), `${others}`).toThrow('Give ignoreIndex: ');
    }
  });

  it('blames the format of a file that was compressed with loss', () => {
    const jpeg = { lossy: 'JPEG' } as const;
    expect(() => maskClasses(map(Uint8Array.of(0, 1, 255, 255, 254)), binary, jpeg)).toThrow(
      'the mask has the value 254 in 1 pixels, but a binary mask holds 0 and 1, or 0 and 255. The file is a JPEG, ' +
        'which invents values along every edge: save masks as PNG, or give threshold: 128.',
    );
    expect(() => maskClasses(map(Uint8Array.of(0, 1, 255)), binary, jpeg)).toThrow('the value 255 in 1 pixels');
    // Nothing would be left of labels 0 and 1 above 128.
    expect(() => maskClasses(map(Uint8Array.of(0, 1, 2)), binary, jpeg)).toThrow(/save masks as PNG\.$/);
    expect(() => maskClasses(map(Uint8Array.of(0, 9)), three, { lossy: 'lossy WebP' })).toThrow(
      'values are 0 … 2. The file is a lossy WebP, which invents values along every edge: save masks as PNG.',
    );
  });

  it('thresholds grey levels', () => {
    expect(valuesOf(thresholdLabels(map(Uint8Array.of(0, 127, 128, 255)), 128))).toEqual([0, 0, 1, 1]);
  });
});
