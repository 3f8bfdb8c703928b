import { DataError } from '../../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../../core/options.js';
import type { Random } from '../../core/random.js';
import type { Sample } from '../../data/sample.js';
import { type Box, crop } from '../../raster/crop.js';
import { flipHorizontal } from '../../raster/d4.js';
import { boxOf, findObjects, type MaskObject, objectAt, objectLabels } from '../../raster/objects.js';
import type { PixelGrid } from '../../raster/pixelGrid.js';
import type { Place } from '../../raster/place.js';
import type { Size } from '../../raster/resize.js';
import { mapPixels } from '../geometric/mapPixels.js';
import { resizeSample } from '../geometric/resizeSample.js';
import type { Range } from '../range.js';
import { readAmount } from '../readAmount.js';
import { fitPartner } from './fitPartner.js';
import type { MixTransform } from './mixTransform.js';
import { copyRun, pasteInto } from './paste.js';

/** Options of {@link copyPaste}. */
export interface CopyPasteOptions {
  /** How often objects are pasted (default 0.5). */
  readonly probability?: number;
  /** How many objects, `[least, most]`; one number for exactly so many, where there are as many (default 1 … 3). */
  readonly objects?: number | Range;
  /** The labels whose objects are copied (default: all but 0 and the ignore index). */
  readonly labels?: readonly number[];
  /** Objects of fewer pixels are left out (default 1). */
  readonly minArea?: number;
  /** Where objects go: to a place drawn anew (default), or to where they were. */
  readonly place?: 'random' | 'same';
  /** By how much objects are resized; one number for a fixed factor (default 1). */
  readonly scale?: number | Range;
  /** Whether every other object is mirrored (default `true`). */
  readonly flip?: boolean;
}

/** An object on its way from one picture into another. */
export interface PastedObject {
  /** A pixel of it in the partner. */
  readonly from: Place;
  /** Its rectangle in the picture that it goes to, which it may reach out of. */
  readonly to: Box;
  readonly flip: boolean;
}

/** What {@link copyPaste} draws. */
export interface CopyPasteParams {
  readonly objects: readonly PastedObject[];
  readonly ignoreIndex?: number;
}

/**
 * Copies objects of another sample into this one, with their masks (Ghiasi et al. 2021; Dwibedi et al. 2017): the cure
 * where objects are few, or some classes rare.
 *
 * An object is what has one label and touches at edges or corners; in masks of K channels, what has any of them. A
 * class is drawn first, and then one of its objects, so that rare classes come as often as common ones. Objects lie over
 * what was there, in the mask too, and wholly inside the picture where they fit into it. A partner of another size is
 * resized. Keypoints and boxes stay the sample's own.
 *
 * @throws DataError for samples without masks, or if two samples have other channels, number types or kinds of masks.
 * @example
 * ```ts
 * import { augment } from 'segkit';
 *
 * const image = { data: Uint8Array.of(0, 0, 0, 0), width: 4, height: 1, channels: 1 };
 * const empty = { id: 'a', image, mask: { data: new Uint8Array(4), width: 4, height: 1 }, meta: {} };
 * const mask = { data: Uint8Array.of(0, 3, 3, 0), width: 4, height: 1 };
 * const full = { id: 'b', image: { ...image, data: Uint8Array.of(7, 8, 9, 7) }, mask, meta: {} };
 * const mix = augment.copyPaste({ probability: 1, place: 'same', flip: false });
 * console.log(augment.applyMix(mix, empty, [full]).image.data); // 0 8 9 0
 * ```
 */
export function copyPaste(options: CopyPasteOptions = {}): MixTransform<CopyPasteParams> {
  const name = 'copyPaste';
  checkOptionNames(name, options, ['probability', 'objects', 'labels', 'minArea', 'place', 'scale', 'flip']);
  const { probability = 0.5, labels, minArea = 1, place = 'random', flip = true } = options;
  checkNumber(name, 'probability', probability, { min: 0, max: 1 });
  checkNumber(name, 'minArea', minArea, { min: 0 });
  checkOneOf(name, 'place', place, ['random', 'same']);
  checkOneOf(name, 'flip', flip, [true, false]);
  for (const label of labels ?? []) checkNumber(name, 'labels', label, { integer: true });
  const count = readAmount(name, 'objects', options.objects ?? [1, 3], { min: 0, integer: true });
  const scale = readAmount(name, 'scale', options.scale ?? 1, { min: 0.01, max: 100 });
  const isWanted = ({ label, pixels }: MaskObject): boolean =>
    pixels.length >= minArea && (labels === undefined || labels.includes(label));

  const send = (draw: Random, object: MaskObject, { width, height }: Size): PastedObject => {
    const box = boxOf(object, width);
    const factor = draw.uniform(...scale);
    const size = {
      width: Math.max(1, Math.round(box.width * factor)),
      height: Math.max(1, Math.round(box.height * factor)),
    };
    const [x, y] =
      place === 'random'
        ? [drawPlace(draw, width - size.width), drawPlace(draw, height - size.height)]
        : [box.x + Math.round((box.width - size.width) / 2), box.y + Math.round((box.height - size.height) / 2)];
    return { from: { x: object.x, y: object.y }, to: { x, y, ...size }, flip: flip && draw.chance(0.5) };
  };
  return {
    name,
    options: { probability, objects: count, ...(labels && { labels: [...labels] }), minArea, place, scale, flip },
    partners: (draw) => (draw.key('whether').chance(probability) ? 1 : 0),
    sample: (draw, context) => {
      const { ignoreIndex } = context;
      const partner = fitPartner(name, context.sample(), context.partners[0]);
      const objects = findObjects(objectLabels(maskOf(name, partner), ignoreIndex), partner.image.width).filter(
        isWanted,
      );
      const chosen = chooseByClass(draw.key('objects'), objects, draw.key('count').integer(count[0], count[1] + 1));
      return {
        objects: chosen.map((object, i) => send(draw.key('place', i), object, context)),
        ...(ignoreIndex !== undefined && { ignoreIndex }),
      };
    },
    apply: ({ objects, ignoreIndex }, sample, [given]) => {
      if (objects.length === 0) return sample;
      const partner = fitPartner(name, sample, given);
      const labelled = objectLabels(maskOf(name, partner), ignoreIndex);
      return objects.reduce((state, pasted) => paste(state, partner, labelled, pasted), sample);
    },
  };
}

/** A place of something that leaves so much room; what is too large reaches out on both sides. */
function drawPlace(draw: Random, room: number): number {
  return room >= 0 ? draw.integer(0, room + 1) : Math.round(room / 2);
}

/** Objects without repetition: each time a class that has some left, then one of them. */
function chooseByClass(draw: Random, objects: readonly MaskObject[], count: number): MaskObject[] {
  const left = [...objects];
  return Array.from({ length: Math.min(count, objects.length) }, () => {
    const label = draw.choice([...new Set(left.map((object) => object.label))]);
    const chosen = draw.choice(left.filter((object) => object.label === label));
    left.splice(left.indexOf(chosen), 1);
    return chosen;
  });
}

function paste(sample: Sample, partner: Sample, labelled: Int32Array, { from, to, flip }: PastedObject): Sample {
  const { width } = partner.image;
  const object = objectAt(labelled, width, from);
  const shape = shapeOf(object, width);
  const box = boxOf(object, width);
  // The shape travels as the weight would: it is cut, turned and resized with the picture, but never blended.
  const cut = mapPixels({ id: partner.id, image: partner.image, mask: partner.mask, meta: {} } as Sample, (grid) =>
    crop(grid, box),
  );
  const turn = <G extends PixelGrid>(grid: G): G => (flip ? flipHorizontal(grid) : grid);
  const moved = resizeSample(mapPixels(cut, turn), to);
  const outline = resizeSample({ ...cut, image: turn({ ...shape, channels: 1 }) }, to, 'nearest').image;
  const weights =
    partner.weight && resizeSample({ ...cut, image: turn(crop(partner.weight, box)) }, to, 'nearest').image;
  return pasteInto(sample, { ...moved, ...(weights && { weight: weights }) }, (source, target) => {
    const end = Math.min(to.width, target.width - to.x);
    for (let y = Math.max(0, -to.y); y < Math.min(to.height, target.height - to.y); y++) {
      const [from, at] = [y * to.width, (to.y + y) * target.width + to.x];
      for (let x = Math.max(0, -to.x); x < end; x++) {
        let length = 0;
        while (x + length < end && outline.data[from + x + length] !== 0) length++;
        if (length > 0) copyRun(source, from + x, target, at + x, length);
        x += length;
      }
    }
  });
}

/** 1 for the pixels of an object within its rectangle. */
function shapeOf(object: MaskObject, width: number): { data: Uint8Array; width: number; height: number } {
  const box = boxOf(object, width);
  const data = new Uint8Array(box.width * box.height);
  for (const i of object.pixels) data[(Math.floor(i / width) - box.y) * box.width + (i % width) - box.x] = 1;
  return { data, width: box.width, height: box.height };
}

function maskOf(name: string, { id, mask }: Sample): NonNullable<Sample['mask']> {
  if (mask) return mask;
  throw new DataError(`${name}: sample ${JSON.stringify(id)} has no mask to find objects in.`, { id });
}
