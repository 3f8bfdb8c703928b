import { OptionError } from '../../core/errors.js';
import type { Transform } from '../transform.js';

/** Refuses a list of transforms that is none, or has something else in it. */
export function checkTransforms(where: string, transforms: readonly Transform[]): void {
  if (!Array.isArray(transforms)) {
    throw new OptionError(`${where}: it takes an array of transforms, such as [augment.horizontalFlip()].`, {
      option: 'transforms',
      value: transforms,
    });
  }
  transforms.forEach((transform: Partial<Transform> | undefined, index) => {
    if (typeof transform?.sample === 'function' && typeof transform.apply === 'function') return;
    const cure =
      typeof transform === 'function' ? 'Call it: augment.horizontalFlip(), not augment.horizontalFlip.' : '';
    throw new OptionError(`${where}: element ${index} is no transform. ${cure}`.trim(), {
      option: 'transforms',
      value: transform,
    });
  });
}
