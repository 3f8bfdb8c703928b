import { describe, expect, it } from 'vitest';
import { type RunPageOptions, runPage } from '../../src/report/page.js';
import { type Element, findAll, parseMarkup, textOf, withClass } from './parseMarkup.js';

const history = [1, 2, 3].map((epoch) => ({
  ...{ epoch, seconds: 25.2, loss: 1 / epoch, val_loss: 1.1 / epoch, val_dice: 0.5 + epoch / 10, val_iou: 0.4 },
}));
const minimal: RunPageOptions = { title: 'Run', history };
const draw = (page: Partial<RunPageOptions> = {}): Element => parseMarkup(runPage({ ...minimal, ...page }));
const tilesOf = (page: Element): Record<string, string> =>
  Object.fromEntries(
    findAll(withClass(page, 'tiles')[0], 'div').map((tile) => [
      textOf(findAll(tile, 'dt')[0]),
      textOf(findAll(tile, 'dd')[0]),
    ]),
  );
const headings = (page: Element): string[] => findAll(page, 'h2').map(textOf);

describe('runPage', () => {
  it('is one file without scripts or anything from elsewhere', () => {
    const html = runPage({
      ...minimal,
      ...{ bestEpoch: 2, pictures: [{ id: 'a', file: 'a.png' }], model: 'model', files: ['history.csv'] },
    });
    const page = parseMarkup(html);
    for (const name of ['script', 'link', 'iframe', 'object', 'base']) expect(findAll(page, name)).toHaveLength(0);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import/);
    expect(html).toContain(`content="script-src 'none'`);
    expect(html).toContain('<meta name="viewport"');
  });

  it('heads the page with the numbers of the best epoch', () => {
    expect(tilesOf(draw({ bestEpoch: 2, facts: [{ name: 'Parameters', value: 31031745 }] }))).toEqual({
      'Validation Dice': '0.7000',
      'Validation IoU': '0.4000',
      'Validation loss': '0.5500',
      'Best epoch': '2 of 3',
      Time: '1 min 16 s',
      Parameters: '31,031,745',
    });
    expect(tilesOf(draw({ history: [{ epoch: 1, loss: 0.25 }], bestEpoch: 1 }))).toEqual({
      Loss: '0.2500',
      'Best epoch': '1 of 1',
    });
  });

  it.each([
    [3.4, '3 s'],
    [119.6, '2 min 0 s'],
    [7500, '2 h 5 min'],
  ])('tells %d seconds as %s', (seconds, text) => {
    expect(tilesOf(draw({ history: [{ epoch: 1, loss: 1, seconds }] })).Time).toBe(text);
  });

  it('has a section for what there is, and none for what is not', () => {
    expect(headings(draw({ history: [] }))).toEqual([]);
    expect(headings(draw())).toEqual(['Learning curves']);
    const full = draw({
      pictures: [{ id: 'a', file: 'a.png' }],
      classes: [{ name: 'road', iou: 0.5 }],
      options: { depth: 4, labels: undefined },
      model: 'model',
      files: ['history.csv'],
    });
    expect(headings(full)).toEqual(['Learning curves', 'Pictures', 'Classes', 'Options', 'Use the model', 'Files']);
    expect(findAll(withClass(full, 'options')[0], 'dt').map(textOf)).toEqual(['depth']);
  });

  it('shows each class with its bar, and a dash for one that is in no picture', () => {
    const classes = [
      { name: 'road', iou: 0.9, dice: 0.95, pixels: 300, color: [128, 64, 128] as const },
      { name: 'cyclist', iou: Number.NaN, dice: Number.NaN, pixels: 0 },
      { name: 'sky', iou: 0.5, pixels: 100 },
    ];
    const rows = findAll(draw({ classes }), 'tr').map((row) => row.children.map((cell) => textOf(cell as Element)));
    expect(rows).toEqual([
      ['Class', '', 'IoU', 'Dice', 'Pixels'],
      ['road', '', '0.9000', '0.9500', '75.0 %'],
      ['cyclist', '', '–', '–', '0.0 %'],
      ['sky', '', '0.5000', '–', '25.0 %'],
    ]);
    const bars = findAll(draw({ classes }), 'i').map(({ attributes }) => attributes.style);
    expect(bars).toEqual(['width:90.0%', 'width:50.0%']);
    expect(withClass(draw({ classes }), 'swatch')[0].attributes.style).toBe('background:rgb(128,64,128)');
  });

  it('writes options in words', () => {
    const options = {
      size: { width: 128, height: 96, depth: undefined },
      filters: [8, 16],
      norm: 'batch',
      seed: 123456,
      x: null,
    };
    const words = findAll(withClass(draw({ options }), 'options')[0], 'dd').map(textOf);
    expect(words).toEqual(['width 128, height 96', '8, 16', 'batch', '123456', 'null']);
  });

  it('escapes everything that it is given', () => {
    const hostile = `</title></style><script>alert(1)</script><img src=x onerror="alert(2)"> & 'q' \u0000`;
    const shown = hostile.replace('\u0000', '\ufffd');
    const page = draw({
      title: hostile,
      subtitle: hostile,
      history: [{ epoch: 1, loss: 1, [`${hostile}_dice`]: 0.5 }],
      facts: [{ name: hostile, value: hostile }],
      pictures: [{ id: hostile, file: `"><script>.png`, note: hostile }],
      pictureColumns: [hostile],
      classes: [{ name: hostile, iou: 0.5 }],
      options: { [hostile]: hostile, list: [hostile], nested: { [hostile]: hostile } },
      model: hostile,
      files: ['javascript:alert(1)', hostile],
    });
    expect(findAll(page, 'script')).toHaveLength(0);
    expect(findAll(page, 'img').map(({ attributes }) => attributes.src)).toEqual(['./%22%3E%3Cscript%3E.png']);
    expect(findAll(page, 'img')[0].attributes.alt).toBe(shown);
    expect(findAll(page, 'a')[0].attributes.href).toBe('./javascript%3Aalert(1)');
    expect(textOf(findAll(page, 'h1')[0])).toBe(shown);
    expect(textOf(findAll(page, 'tbody')[0]).trim().startsWith(shown)).toBe(true);
  });

  it('tells how to load the model, with names that exist and a path that is a string', async () => {
    const code = textOf(findAll(draw({ model: 'it\'s a "model" \\ \n' }), 'code')[0]);
    const [, path] = /modelFolder\(('(?:[^'\\\n]|\\.)*')\)/.exec(code)!;
    expect(JSON.parse(`"${path.slice(1, -1).replaceAll('"', '\\"').replaceAll("\\'", "'")}"`)).toBe(
      'it\'s a "model" \\ \n',
    );
    for (const [, names, entry] of code.matchAll(/import \{ (.*) \} from '(.*)';/g)) {
      const module: object = await import(entry);
      for (const name of names.split(', ')) expect(module, entry).toHaveProperty(name);
    }
  });

  it('refuses unknown options', () => {
    expect(() => draw({ picture: [] } as object)).toThrow(
      'runPage: unknown option "picture". Did you mean "pictures"?',
    );
  });
});
