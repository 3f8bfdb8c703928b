import { OptionError } from '../core/errors.js';
import { checkNumber, checkOneOf, checkOptionNames } from '../core/options.js';
import { type NormName, normNames } from './normalization.js';

/** A normalization with numbers of its own. */
export interface NormSettings {
  /** Over what it evens out. */
  readonly type: NormName;
  /** Added to the variance; 1e-5 by default. */
  readonly epsilon?: number;
  /** Of `batch`: the weight of the old statistics, 0.9 by default. PyTorch's momentum is one minus this. */
  readonly momentum?: number;
  /** Whether each channel is scaled and shifted afterwards, by numbers that are learnt; true by default. */
  readonly affine?: boolean;
}

/** A normalization by its name, or with settings of its own: `{ type: 'batch', epsilon: 1e-3 }`. */
export type NormChoice = NormName | NormSettings;

/** The settings of a normalization that may be given by its name alone. */
export const normSettings = (norm: NormChoice): NormSettings => (typeof norm === 'object' ? norm : { type: norm });

/** Refuses a normalization that there is not, and settings that it has not. */
export function checkNorm(where: string, option: string, norm: NormChoice): void {
  if (typeof norm !== 'object' || norm === null) {
    checkOneOf<unknown>(where, option, norm, normNames);
    return;
  }
  checkOptionNames(`${where}.${option}`, norm, ['type', 'epsilon', 'momentum', 'affine']);
  const { type, epsilon = 1e-5, momentum = 0.9, affine = true } = norm;
  checkOneOf(where, `${option}.type`, type, normNames);
  checkNumber(where, `${option}.epsilon`, epsilon, { min: 0 });
  checkNumber(where, `${option}.momentum`, momentum, { min: 0, max: 1 });
  checkOneOf(where, `${option}.affine`, affine, [true, false]);
  const without = type === 'none' ? ['epsilon', 'momentum', 'affine'] : type === 'batch' ? [] : ['momentum'];
  const given = without.find((name) => norm[name as keyof NormSettings] !== undefined);
  if (given === undefined) return;
  throw new OptionError(`${where}: ${option}.${given} does not go with type "${type}". Leave it out.`, {
    option: `${option}.${given}`,
    value: norm,
  });
}
