import type { CocoRle } from '../../raster/cocoRle.js';
import type { DatasetInfo } from '../dataset.js';

/** An object of a picture. */
export interface CocoObject {
  /** The id of the annotation. */
  readonly id: number;
  /** The label of its category: from 1, but for a category that is called `background`. */
  readonly label: number;
  /** Whether this is a region with many objects that were not told apart. */
  readonly isCrowd: boolean;
  /** The parts of its outline, each a list of x and y in turn, or its pixels as run lengths. */
  readonly segmentation: readonly (readonly number[])[] | CocoRle;
}

/** A picture and what is in it. */
export interface CocoPicture {
  /** The id of the picture in the file. */
  readonly id: number;
  /** Its name, which may begin with folders. */
  readonly file: string;
  /** Columns, in pixels. */
  readonly width: number;
  /** Rows, in pixels. */
  readonly height: number;
  /** In the order of the file. */
  readonly objects: readonly CocoObject[];
}

/** How the objects of COCO's annotations become masks. */
export interface CocoMaskOptions {
  /**
   * `multiclass` (default): each pixel has the label of one object. `binary`: 1 where there is any object. `multilabel`:
   * a channel of 0 and 1 for each category.
   */
  readonly task?: 'binary' | 'multiclass' | 'multilabel';
  /** The label of pixels that count nowhere. */
  readonly ignoreIndex?: number;
  /**
   * What a region of many objects (`iscrowd`) is: `ignore`, its pixels get `ignoreIndex` unless an object lies on them;
   * `object`, one like any other; `skip`, nothing. Default `ignore` with an `ignoreIndex`, else `object`.
   */
  readonly crowd?: 'ignore' | 'object' | 'skip';
  /**
   * Who has a pixel that several objects claim, in `multiclass`: the object that comes last in the file (`last`, the
   * default), the one with the fewest pixels (`smallest`; of equals the last), or nobody (`ignore`: objects of different
   * categories leave `ignoreIndex`).
   */
  readonly overlap?: 'last' | 'smallest' | 'ignore';
}

/** What an annotation file holds. */
export interface Coco extends Required<Pick<DatasetInfo, 'task' | 'classes' | 'labels'>> {
  /** The label of pixels that count nowhere. */
  readonly ignoreIndex?: number;
  /** In the order of the file. */
  readonly pictures: readonly CocoPicture[];
  /** Annotations that were left out because something is wrong with them. */
  readonly invalid: readonly string[];
}
