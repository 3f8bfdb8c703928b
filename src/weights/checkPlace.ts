import { OptionError } from '../core/errors.js';

/** Refuses a path of a file system, which TensorFlow.js cannot reach by a string. */
export function checkPlace(where: string, place: unknown): void {
  const isPath = typeof place === 'string' && !place.includes('://');
  // In a page or its workers, loading from a relative URL is as good as any.
  const isPage = where === 'loadModel' && typeof location !== 'undefined';
  if (!isPath || isPage) return;
  throw new OptionError(
    `${where}: ${JSON.stringify(place)} is a path. Write ${where}(${where === 'saveModel' ? 'model, ' : ''}modelFolder(${JSON.stringify(place)})), ` +
      `with modelFolder of segkit/node.`,
    { option: 'place', value: place },
  );
}
