import { describe, expect, it } from 'vitest';
import { arrayDataset } from '../../src/data/dataset.js';
import { inspect } from '../../src/data/inspect/inspect.js';
import type { Inspection } from '../../src/data/inspect/inspection.js';
import { inspectionPage } from '../../src/report/inspectionPage.js';
import { inspectionText } from '../../src/report/inspectionText.js';
import { findAll, parseMarkup, textOf } from './parseMarkup.js';

const bad = '<b> & "x"';

async function found(): Promise<Inspection> {
  const image = (value: number) => ({ data: new Uint8Array(8).fill(value), width: 4, height: 2, channels: 1 });
  const mask = (...labels: number[]) => ({ data: Uint8Array.from(labels), width: 4, height: 2 });
  const samples = [
    { id: 'a', image: image(51), mask: mask(0, 0, 0, 0, 1, 1, 255, 0), meta: {} },
    { id: bad, image: image(51), mask: mask(0, 0, 0, 0, 0, 0, 0, 0), meta: {} },
    { id: 'c', image: image(102), mask: mask(0, 0, 7, 0, 1, 1, 1, 1), meta: {} },
  ];
  return inspect(arrayDataset(samples, { task: 'multiclass', classes: 2, labels: ['ground', bad], ignoreIndex: 255 }));
}

describe('inspectionText', () => {
  it('says it in lines', async () => {
    expect(inspectionText(await found())).toBe(
      [
        '3 samples, 3 readable, 3 with masks, 4.2 % of their pixels ignored; 1 in trouble',
        '',
        'Sizes: 4×2 (3)',
        '',
        'Formats: 1 × uint8 (3)',
        '',
        'Channel of 1    mean     std   least  greatest',
        '0             0.2667  0.0943  0.2000    0.4000',
        '',
        'Class      pixels   share  masks',
        'ground         16  69.6 %      3',
        '<b> & "x"       6  26.1 %      2',
        '',
        'Empty masks (1): <b> & "x"',
        '',
        'Same pictures (1): a = <b> & "x" (masks differ)',
        '',
        'Trouble (1)',
        '  c: the mask has the label 7 in 1 pixels; classes are 0 … 1',
        '',
      ].join('\n'),
    );
  });

  it('keeps long lists short', async () => {
    const problems = Array.from({ length: 30 }, (_, i) => ({ id: `s${i}`, kind: 'noMask' as const, message: 'none' }));
    const text = inspectionText({ ...(await found()), problems, emptyMasks: problems.map(({ id }) => id) });
    expect(text).toContain('Empty masks (30): s0, s1');
    expect(text).toContain('s19 and 10 more\n');
    expect(text.endsWith('  s19: none\n  and 10 more\n')).toBe(true);
  });
});

describe('inspectionPage', () => {
  it('is one safe file with a section for what there is', async () => {
    const html = inspectionPage(await found(), { title: bad, subtitle: 'x < y' });
    const page = parseMarkup(html);
    expect(findAll(page, 'h2').map(textOf)).toEqual([
      'Trouble',
      'Classes',
      'Sizes',
      'Channels',
      'Same pictures',
      'Empty masks',
      'Samples',
    ]);
    expect(html).not.toContain('<b>');
    for (const name of ['script', 'link', 'iframe', 'object']) expect(findAll(page, name)).toHaveLength(0);
    const pictures = findAll(page, 'img');
    expect(pictures).toHaveLength(3);
    expect(html.match(/src="data:image\/png;base64,[A-Za-z0-9+/=]+"/g)).toHaveLength(3);
    expect(html).toContain('mean: [0.2667], std: [0.0943]');
  });

  it('shows the data set and the problems in numbers', async () => {
    const page = parseMarkup(inspectionPage(await found()));
    const cells = findAll(page, 'td').map(textOf);
    for (const text of ['unknown label', '69.6 %', '26.1 %', 'different']) expect(cells).toContain(text);
    expect(textOf(findAll(page, 'h1')[0])).toBe('Data set');
    const empty = await inspect(arrayDataset([]));
    expect(findAll(parseMarkup(inspectionPage(empty)), 'h2')).toHaveLength(0);
    const many = Array.from({ length: 250 }, (_, i) => ({ id: `s${i}`, kind: 'noMask' as const, message: 'none' }));
    expect(inspectionPage({ ...(await found()), problems: many })).toContain('and 50 more');
  });

  it('takes no picture but a PNG, and no option that it does not know', async () => {
    const base = await found();
    const thumbnails = [{ id: 'a', picture: 'data:text/html;base64,AAAA', note: '' }];
    const html = inspectionPage({ ...base, thumbnails });
    expect(html).not.toContain('"data:text/html');
    expect(() => inspectionPage(base, { heading: 'x' } as object)).toThrow('unknown option "heading"');
  });
});
