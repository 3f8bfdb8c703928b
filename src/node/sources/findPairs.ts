import { join, resolve } from 'node:path';
import { DataError, OptionError } from '../../core/errors.js';
import { checkOneOf } from '../../core/options.js';
import { listNames } from '../../data/listNames.js';
import { fileId, type PairedFiles, pairFiles, suggestMaskSuffix } from '../../data/pairFiles.js';
import { listPictures } from './listPictures.js';

/** Files that have no partner. */
export type Unpaired = Pick<PairedFiles, 'unpairedImages' | 'unpairedMasks'>;

/** Where the files of a data set are, and how they are paired. */
export interface FindPairsOptions {
  /** The folder of pictures. */
  readonly images: string;
  /** The folder of masks, which may be the same; left out, samples have none. */
  readonly masks?: string;
  /** What the names of pictures have more than those of samples. */
  readonly imageSuffix?: string;
  /** What the names of masks have more, such as `_mask` or `_mask.gif`. */
  readonly maskSuffix?: string;
  /** Whether folders within the folders are read too; samples are then called `folder/name` (default `false`). */
  readonly recursive?: boolean;
  /** What is done about pictures without mask, and masks without picture (default `warn`: they are listed, left out). */
  readonly onUnpaired?: 'throw' | 'warn' | 'ignore' | ((unpaired: Unpaired) => void);
}

/** The files of one sample, by their paths. */
export interface SampleFiles {
  readonly id: string;
  readonly image: string;
  readonly mask?: string;
}

/** Lists the folders, pairs their files, and says what is left over. */
export async function findPairs(
  where: string,
  options: FindPairsOptions,
): Promise<Unpaired & { pairs: SampleFiles[] }> {
  const { images, masks, imageSuffix, maskSuffix, recursive = false, onUnpaired = 'warn' } = options;
  checkUnpairedAction(where, onUnpaired);
  const listed = await listPictures(where, 'images', images, recursive);
  if (masks === undefined) {
    const paired = pairFiles(listed, listed, { imageSuffix, maskSuffix: imageSuffix });
    const pairs = paired.pairs.map(({ id, image }) => ({ id, image: join(images, image) }));
    if (pairs.length === 0) throw noneEndsIn(where, listed, imageSuffix);
    return { pairs, unpairedImages: [], unpairedMasks: [] };
  }
  const isOneFolder = resolve(images) === resolve(masks);
  if (isOneFolder && !maskSuffix) {
    throw new OptionError(`${where}: images and masks are one folder. Give maskSuffix, which tells the masks.`, {
      option: 'maskSuffix',
    });
  }
  const isMask = (name: string): boolean => fileId(name, maskSuffix) !== undefined;
  const pictures = isOneFolder ? listed.filter((name) => !isMask(name)) : listed;
  const maskFiles = isOneFolder ? listed.filter(isMask) : await listPictures(where, 'masks', masks, recursive);
  const { pairs, ...unpaired } = pairFiles(pictures, maskFiles, { imageSuffix, maskSuffix });
  if (pairs.length === 0) throw nothingPaired(where, pictures, maskFiles, maskSuffix);
  reportUnpaired(where, unpaired, onUnpaired);
  return {
    pairs: pairs.map(({ id, image, mask }) => ({ id, image: join(images, image), mask: join(masks, mask) })),
    ...unpaired,
  };
}

/** Refuses what is no answer to files without partner. */
export function checkUnpairedAction(where: string, action: NonNullable<FindPairsOptions['onUnpaired']>): void {
  if (typeof action !== 'function') checkOneOf(where, 'onUnpaired', action, ['throw', 'warn', 'ignore']);
}

/** Does about files without partner what was asked for. */
export function reportUnpaired(
  where: string,
  unpaired: Unpaired,
  action: NonNullable<FindPairsOptions['onUnpaired']>,
): void {
  const { unpairedImages, unpairedMasks } = unpaired;
  if (action === 'ignore' || unpairedImages.length + unpairedMasks.length === 0) return;
  if (typeof action === 'function') {
    action(unpaired);
    return;
  }
  const parts = [describe(unpairedImages, 'picture', 'mask'), describe(unpairedMasks, 'mask', 'picture')];
  const text = `${where}: ${parts.filter(Boolean).join('; ')}.`;
  if (action === 'throw') {
    throw new DataError(`${text} Complete the pairs, or pass over them by onUnpaired: 'warn'.`);
  }
  process.emitWarning(`${text} They are left out.`, { code: 'SEGKIT_UNPAIRED' });
}

function describe(names: readonly string[], kind: string, partner: string): string {
  if (names.length === 0) return '';
  const verb = names.length === 1 ? `${kind} has` : `${kind}s have`;
  return `${names.length} ${verb} no ${partner}: ${listNames(names)}`;
}

function nothingPaired(
  where: string,
  images: readonly string[],
  masks: readonly string[],
  maskSuffix?: string,
): DataError {
  const suggestion = suggestMaskSuffix(images, masks);
  const cure =
    suggestion === undefined
      ? 'Masks are named after their pictures, apart from the ending and a maskSuffix.'
      : `Give maskSuffix: ${JSON.stringify(suggestion)}.`;
  const used = maskSuffix === undefined ? '' : ` with maskSuffix ${JSON.stringify(maskSuffix)}`;
  return new DataError(
    `${where}: no picture has a mask${used}: pictures are called ${listNames(images, 2)}, ` +
      `masks ${listNames(masks, 2)}. ${cure}`,
  );
}

const noneEndsIn = (where: string, images: readonly string[], suffix: string | undefined): DataError =>
  new DataError(
    `${where}: no picture ends in ${JSON.stringify(suffix)}: they are called ${listNames(images, 2)}. ` +
      'Check imageSuffix.',
  );
