import type { Box } from './crop.js';
import { channelsOf, type PixelGrid } from './pixelGrid.js';

/** Pixels of one label that touch, at edges or corners. */
export interface MaskObject {
  readonly label: number;
  /** The column of its first pixel in reading order. */
  readonly x: number;
  /** The row of its first pixel in reading order. */
  readonly y: number;
  /** The positions of its pixels, in reading order. */
  readonly pixels: Int32Array;
}

/**
 * The label of the object that each pixel belongs to, 0 for none: the labels of a label map, and 1 for every pixel of a
 * mask of K channels that has any of them. The ignore index is no object.
 */
export function objectLabels(mask: PixelGrid, ignoreIndex = 0): Int32Array {
  const { data, width, height } = mask;
  const channels = channelsOf(mask);
  const labels = new Int32Array(width * height);
  const isMap = !('channels' in mask);
  for (let i = 0, pixel = 0; pixel < labels.length; pixel++) {
    for (let k = 0; k < channels; k++, i++) {
      const value = data[i];
      if (value !== 0 && value !== ignoreIndex) labels[pixel] = isMap ? value : 1;
    }
  }
  return labels;
}

/** All objects, in the reading order of their first pixels. */
export function findObjects(labels: Int32Array, width: number): MaskObject[] {
  const visited = new Uint8Array(labels.length);
  const objects: MaskObject[] = [];
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 0 && visited[i] === 0) objects.push(flood(labels, width, i, visited));
  }
  return objects;
}

/** The object that has this pixel. */
export function objectAt(labels: Int32Array, width: number, { x, y }: { x: number; y: number }): MaskObject {
  return flood(labels, width, y * width + x, new Uint8Array(labels.length));
}

/** The smallest rectangle around an object. */
export function boxOf({ pixels }: MaskObject, width: number): Box {
  let [left, right] = [width, 0];
  for (const i of pixels) {
    const x = i % width;
    if (x < left) left = x;
    if (x > right) right = x;
  }
  const top = Math.floor(pixels[0] / width);
  const bottom = Math.floor(pixels[pixels.length - 1] / width);
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Visits a pixel and all that it is connected with. */
function flood(labels: Int32Array, width: number, start: number, visited: Uint8Array): MaskObject {
  const label = labels[start];
  const last = labels.length - width;
  const found = [start];
  visited[start] = 1;
  for (let next = 0; next < found.length; next++) {
    const i = found[next];
    const x = i % width;
    const left = x > 0 ? -1 : 0;
    const right = x < width - 1 ? 1 : 0;
    for (let row = i >= width ? i - width : i; row <= (i < last ? i + width : i); row += width) {
      for (let at = row + left; at <= row + right; at++) {
        if (visited[at] !== 0 || labels[at] !== label) continue;
        visited[at] = 1;
        found.push(at);
      }
    }
  }
  const pixels = Int32Array.from(found).sort();
  return { label, x: pixels[0] % width, y: Math.floor(pixels[0] / width), pixels };
}
