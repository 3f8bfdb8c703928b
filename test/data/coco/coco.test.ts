import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { SegkitError } from '../../../src/core/errors.js';
import { type CocoMaskOptions, cocoMask, type ParseCocoOptions, parseCoco } from '../../../src/data/index.js';
import { encodeCocoRle } from '../../../src/raster/index.js';

/** A rectangle from (x, y) to before (x1, y1). */
const box = (x: number, y: number, x1: number, y1: number): number[] => [x, y, x1, y, x1, y1, x, y1];

const object = (id: number, category: number, segmentation: unknown, more: object = {}): object => ({
  ...{ id, image_id: 1, category_id: category, iscrowd: 0, segmentation },
  ...more,
});

const categories = [
  { id: 18, name: 'dog' },
  { id: 3, name: 'car' },
];
const images = [{ id: 1, file_name: 'a.jpg', width: 6, height: 2 }];
const file = (annotations: readonly unknown[], more: object = {}): object => ({
  images,
  categories,
  annotations,
  ...more,
});

const show = (annotations: readonly object[], options: CocoMaskOptions & ParseCocoOptions = {}): string => {
  const coco = parseCoco(file(annotations), options);
  const { categories: _, onInvalid: __, ...masking } = options;
  const { data } = cocoMask(coco.pictures[0], coco.classes, masking);
  return [...data].join('');
};

describe('parseCoco', () => {
  it('numbers categories by their ids, after the background', () => {
    const coco = parseCoco(file([object(1, 18, [box(0, 0, 2, 2)])]));
    expect(coco).toMatchObject({ task: 'multiclass', classes: 3, labels: ['background', 'car', 'dog'], invalid: [] });
    expect(coco.pictures).toHaveLength(1);
    expect(coco.pictures[0]).toMatchObject({ id: 1, file: 'a.jpg', width: 6, height: 2 });
    expect(coco.pictures[0].objects.map(({ label }) => label)).toEqual([2]);
  });

  it('takes chosen categories in their order, and leaves out the others', () => {
    const annotations = [object(1, 18, [box(0, 0, 2, 2)]), object(2, 3, [box(2, 0, 4, 2)])];
    expect(show(annotations)).toBe('221100221100');
    expect(show(annotations, { categories: ['dog', 'car'] })).toBe('112200112200');
    expect(show(annotations, { categories: ['car'] })).toBe('001100001100');
    expect(() => parseCoco(file([]), { categories: ['cat'] })).toThrow(
      'parseCoco: there is no category "cat". There is "car", "dog".',
    );
  });

  it('knows a category that is the background', () => {
    const named = [{ id: 0, name: 'background' }, ...categories];
    const coco = parseCoco(file([object(1, 0, [box(0, 0, 2, 2)])], { categories: named }));
    expect(coco.labels).toEqual(['background', 'car', 'dog']);
    expect(coco.pictures[0].objects).toEqual([]);
  });

  it('makes one class for binary tasks, and one a category for multilabel', () => {
    expect(parseCoco(file([]), { task: 'binary' })).toMatchObject({ classes: 1, labels: ['foreground'] });
    expect(parseCoco(file([]), { task: 'binary', categories: ['dog'] }).labels).toEqual(['dog']);
    expect(parseCoco(file([]), { task: 'multilabel' })).toMatchObject({ classes: 2, labels: ['car', 'dog'] });
  });

  it.each([
    ['null', null, 'there is no list "images"'],
    ['a list', [], 'there is no list "images"'],
    ['images that are none', { images: {}, categories, annotations: [] }, 'there is no list "images"'],
    ['no pictures', { images: [], categories, annotations: [] }, 'images is empty'],
    ['entries that are none', file([], { images: [3] }), 'images[0] is 3, not an object.'],
    ['no categories', file([], { categories: [] }), 'there are no categories'],
    ['text ids', file([], { images: [{ ...images[0], id: '1' }] }), 'images[0]: id is "1", not a whole number.'],
    ['ids twice', file([], { images: [...images, ...images] }), 'images[1]: the id 1 comes twice.'],
    ['sizes of 0', file([], { images: [{ ...images[0], width: 0 }] }), 'width is 0, not a whole number from 1'],
    [
      'sizes of no picture',
      file([], { images: [{ ...images[0], width: 2e8 }] }),
      '200000000×2 is no size of a picture.',
    ],
    ['no name', file([], { images: [{ id: 1, width: 2, height: 2 }] }), 'images[0]: file_name is missing, not a text.'],
    ['names that leave', file([], { images: [{ ...images[0], file_name: 'x/../../a' }] }), 'leaves the folder'],
    ['absolute names', file([], { images: [{ ...images[0], file_name: '/etc/passwd' }] }), 'leaves the folder'],
    [
      'categories twice',
      file([], { categories: [categories[0], { id: 4, name: 'dog' }] }),
      'the name "dog" comes twice',
    ],
  ])('refuses %s', (_, json, message) => {
    expect(() => parseCoco(json)).toThrow(message);
    expect(() => parseCoco(json)).toThrow(SegkitError);
  });

  const broken: readonly (readonly [string, object, string])[] = [
    ['an unknown picture', object(1, 3, [box(0, 0, 1, 1)], { image_id: 9 }), 'annotation 1 is of the picture 9'],
    ['an unknown category', object(1, 9, [box(0, 0, 1, 1)]), 'annotation 1 is of the category 9'],
    ['no segmentation', object(1, 3, undefined), 'has no segmentation, only a box perhaps: segmentation is missing'],
    ['an empty one', object(1, 3, []), 'segmentation is []'],
    ['two points', object(1, 3, [[1, 2, 3, 4]]), 'annotation 1: decodeCocoPolygons: a polygon has 2 points'],
    ['numbers outside a polygon', object(1, 3, [1, 2, 3, 4, 5, 6]), 'a polygon is number'],
    ['no numbers', object(1, 3, [['1', 2, 3, 4, 5, 6]]), 'point 1 of a polygon is ["1",2]'],
    ['another size', object(1, 3, { size: [6, 2], counts: [12] }), 'of size [6,2], its picture is [2,6]'],
    ['no counts', object(1, 3, { size: [2, 6], counts: 5 }), 'whose counts are 5, neither a list nor a string'],
  ];

  it.each(broken)('refuses an annotation with %s, or leaves it out', (_, annotation, message) => {
    expect(() => parseCoco(file([annotation]))).toThrow(message);
    expect(() => parseCoco(file([annotation]))).toThrow(/^annotations\[0\]: .* by onInvalid: 'warn'\.$/);
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const coco = parseCoco(file([annotation, object(2, 3, [box(0, 0, 1, 1)])]), { onInvalid: 'warn' });
    expect(coco.pictures[0].objects.map(({ id }) => id)).toEqual([2]);
    expect(coco.invalid).toEqual([expect.stringContaining(message)]);
    expect(warn.mock.calls[0][0]).toContain('parseCoco: 1 annotation is left out: annotations[0]: ');
    parseCoco(file([annotation]), { onInvalid: 'ignore' });
    expect(warn).toHaveBeenCalledTimes(1);
    warn.mockRestore();
  });

  it('refuses annotations that come twice', () => {
    const twice = [object(1, 3, [box(0, 0, 1, 1)]), object(1, 3, [box(0, 0, 1, 1)])];
    expect(() => parseCoco(file(twice))).toThrow('annotations[1]: annotation 1 comes twice.');
  });

  it('gives masks or says what is wrong, whatever the file holds', () => {
    const wild = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(
        1,
        3,
        18,
        'a.jpg',
        null,
        -1,
        1e300,
        '__proto__',
        [[0, 0, 4, 0, 4, 4]],
        { size: [2, 6], counts: [3, 9] },
        { size: [2, 6], counts: 'P2' },
      ),
    );
    const record = (...names: string[]): fc.Arbitrary<unknown> =>
      fc.oneof(fc.record(Object.fromEntries(names.map((name) => [name, wild]))), wild);
    const anything = fc.record({
      images: fc.oneof(fc.array(record('id', 'file_name', 'width', 'height'), { maxLength: 3 }), fc.constant(images)),
      categories: fc.oneof(fc.array(record('id', 'name'), { maxLength: 3 }), fc.constant(categories)),
      annotations: fc.array(record('id', 'image_id', 'category_id', 'iscrowd', 'segmentation'), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(anything, fc.constantFrom('throw', 'ignore'), (json, onInvalid) => {
        try {
          const coco = parseCoco(json, { onInvalid });
          for (const picture of coco.pictures) {
            if (picture.width * picture.height > 1e5) continue; // as large as they say, and too slow for here
            const { data } = cocoMask(picture, coco.classes);
            expect(data.every((label) => label < coco.classes)).toBe(true);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(SegkitError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('cocoMask', () => {
  const [car, dog] = [3, 18];
  const overlapping = [
    object(1, car, [box(0, 0, 4, 2)]),
    object(2, dog, [box(3, 0, 6, 2)]),
    object(3, car, [box(5, 0, 6, 2)]),
  ];

  it('fills polygons and decodes run lengths, as numbers and as a string', () => {
    const mask = { data: Uint8Array.of(0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1), width: 6, height: 2 };
    const counts = encodeCocoRle(mask, { format: 'counts' });
    expect(show([object(1, car, counts)])).toBe([...mask.data].join(''));
    expect(show([object(1, car, encodeCocoRle(mask))])).toBe([...mask.data].join(''));
    expect(show([object(1, car, [box(0, 0, 1, 1), box(4, 1, 6, 2)])])).toBe('100000000011');
    expect(show([])).toBe('000000000000');
  });

  it('gives contested pixels to the last, to the smallest, or to nobody', () => {
    expect(show(overlapping).slice(0, 6)).toBe('111221');
    expect(show(overlapping.toReversed()).slice(0, 6)).toBe('111122');
    const smallest = { overlap: 'smallest' } as const;
    expect(show(overlapping, smallest).slice(0, 6)).toBe('111221');
    expect(show(overlapping.toReversed(), smallest).slice(0, 6)).toBe('111221');
    const ignoring = { overlap: 'ignore', ignoreIndex: 9 } as const;
    expect(show(overlapping, ignoring).slice(0, 6)).toBe('111929');
  });

  it('keeps pixels that objects of one category share', () => {
    const same = [object(1, car, [box(0, 0, 4, 2)]), object(2, car, [box(3, 0, 6, 2)])];
    expect(show(same, { overlap: 'ignore', ignoreIndex: 9 }).slice(0, 6)).toBe('111111');
  });

  it('makes crowds ignored pixels, objects or nothing', () => {
    const crowd = [
      object(1, car, [box(0, 0, 2, 2)]),
      object(2, dog, { size: [2, 6], counts: [2, 6, 4] }, { iscrowd: 1 }),
    ];
    expect(show(crowd).slice(0, 6)).toBe('122200');
    expect(show(crowd, { ignoreIndex: 9 }).slice(0, 6)).toBe('119900');
    expect(show(crowd, { ignoreIndex: 9, crowd: 'object' }).slice(0, 6)).toBe('122200');
    expect(show(crowd, { crowd: 'skip' }).slice(0, 6)).toBe('110000');
  });

  it('makes binary and multilabel masks', () => {
    expect(show(overlapping, { task: 'binary' }).slice(0, 6)).toBe('111111');
    const coco = parseCoco(file(overlapping), { task: 'multilabel' });
    const mask = cocoMask(coco.pictures[0], 2, { task: 'multilabel' });
    expect(mask).toMatchObject({ width: 6, height: 2, channels: 2 });
    expect([...mask.data.slice(0, 12)].join('')).toBe('101010110111');
    const crowd = [object(1, car, [box(0, 0, 2, 2)], { iscrowd: 1 }), object(2, car, [box(0, 0, 1, 2)])];
    expect(show(crowd, { task: 'multilabel', ignoreIndex: 255 }).slice(0, 7)).toBe('1025500');
  });

  it('names the annotation that cannot be decoded', () => {
    expect(() => show([object(7, car, { size: [2, 6], counts: [3, 4] })])).toThrow(
      'annotation 7: decodeCocoRle: counts sum to 7, the picture has 12 pixels.',
    );
  });

  it('refuses options that have no meaning', () => {
    expect(() => parseCoco(file([]), { overlap: 'ignore' })).toThrow("parseCoco: overlap: 'ignore' needs ignoreIndex");
    expect(() => parseCoco(file([]), { crowd: 'ignore' })).toThrow("crowd: 'ignore' needs ignoreIndex");
    expect(() => parseCoco(file([]), { task: 'binary', overlap: 'smallest' })).toThrow('overlap has no meaning');
    expect(() => parseCoco(file([]), { task: 'binary', ignoreIndex: 1 })).toThrow('ignoreIndex 1 is a label');
    expect(() => parseCoco(file([]), { categoris: [] } as object)).toThrow('Did you mean "categories"?');
  });
});
