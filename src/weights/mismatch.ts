import { type WeightShapes, WeightsError } from '../core/errors.js';
import { describeShape } from '../core/shapes.js';

/** What of a file does not fit a model. */
export interface WeightsMismatch {
  /** Weights of the model that the file lacks. */
  readonly missing: readonly string[];
  /** Weights of the file that the model has no place for. */
  readonly unexpected: readonly string[];
  /** Weights that have another shape in the file than in the model. */
  readonly shapes: readonly WeightShapes[];
}

/** What to do about weights that do not fit. */
export interface StrictOptions {
  /** `true`, the default, refuses a file that does not fit in every weight; `false` loads what fits. */
  readonly strict?: boolean;
  /** Called with what was left out, if anything was and `strict` is `false`; by default it is printed as a warning. */
  readonly onMismatch?: (mismatch: WeightsMismatch) => void;
}

/**
 * Refuses what does not fit, or says what is left out.
 *
 * @param options - `undefined` where there is no choice but to refuse
 * @throws WeightsError which lists all of it.
 */
export function handleMismatch(
  where: string,
  file: string,
  mismatch: WeightsMismatch,
  options: StrictOptions | undefined,
): void {
  const { missing, unexpected, shapes } = mismatch;
  if (missing.length + unexpected.length + shapes.length === 0) return;
  const { strict = true, onMismatch } = options ?? {};
  const differences = describeMismatch(mismatch);
  if (strict) {
    const cure = options ? ' With strict: false what fits is loaded.' : '';
    const message = `${where}: ${file} does not fit the model: ${differences}.${cure}`;
    throw new WeightsError(message, { file, missing, unexpected, shapes });
  }
  if (onMismatch) onMismatch(mismatch);
  else console.warn(`${where}: not all of ${file} fits the model, and was left out: ${differences}.`);
}

function describeMismatch({ missing, unexpected, shapes }: WeightsMismatch): string {
  const parts = [
    ['the file lacks', missing],
    ['the model has no place for', unexpected],
    [
      'other shapes have',
      shapes.map(
        ({ name, expected, actual }) => `${name} (model ${describeShape(expected)}, file ${describeShape(actual)})`,
      ),
    ],
  ] as const;
  return parts
    .filter(([, names]) => names.length > 0)
    .map(([what, names]) => `${what} ${names.length === 1 ? '' : `${names.length}: `}${names.join(', ')}`)
    .join('; ');
}
