import { WeightsError } from '../../core/errors.js';
import { describeShape } from '../../core/shapes.js';
import type { WeightPlan } from './assignWeights.js';

/** How many names of a kind a message lists; the fields of the error have them all. */
const mostListed = 20;

/** One error that lists every weight that is missing, not expected, or of another shape; `undefined` if all fit. */
export function describeMismatch(
  where: string,
  file: string,
  { missing, unexpected, shapes }: Omit<WeightPlan, 'pairs'>,
): WeightsError | undefined {
  const count = missing.length + unexpected.length + shapes.length;
  if (count === 0) return undefined;
  const parts = [
    list('the file lacks', missing),
    list('the model has no place for', unexpected),
    list(
      'the shape is another for',
      shapes.map(({ name, expected, actual }) => {
        return `${name} (the model has ${describeShape(expected)}, the file ${describeShape(actual)})`;
      }),
    ),
  ].filter((part) => part !== '');
  const message = `${where}: ${file}: the weights do not fit the model: ${parts.join('; ')}.`;
  return new WeightsError(message, { file, missing, unexpected, shapes });
}

function list(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > mostListed ? ` and ${names.length - mostListed} more` : '';
  return `${what} ${names.slice(0, mostListed).join(', ')}${more}`;
}
