import { checkOptionNames } from '../core/options.js';
import { describeShape } from '../core/shapes.js';
import { textTable } from '../report/textTable.js';
import type { ModelDescription } from './describeModel.js';

/** Options of {@link formatModel}. */
export interface FormatModelOptions {
  /** Whether every layer gets a line; true by default. */
  readonly layers?: boolean;
}

/**
 * What {@link describeModel} found, as a text: a line for every layer, and what they come to.
 *
 * @throws OptionError for unknown options.
 *
 * @example
 * ```ts
 * import { describeModel, formatModel, unet } from 'segkit';
 * import { useBackend } from 'segkit/node';
 *
 * await useBackend('wasm');
 * console.log(formatModel(describeModel(unet({ depth: 2, filters: 8 })), { layers: false }));
 * // unet: 256×256×3 to 256×256×1, strides 1 2 4
 * // 29,921 parameters, 29,601 of them trainable; 459 M multiply-adds
 * // 117 KiB of weights; 50.5 MiB for each picture in training
 * ```
 */
export function formatModel(model: ModelDescription, options: FormatModelOptions = {}): string {
  checkOptionNames('formatModel', options, ['layers']);
  const { layers: listsLayers = true } = options;
  const { name, architecture, input, outputs, parameters, multiplyAdds, memory, outputStrides } = model;
  const title = architecture === undefined || architecture === name ? name : `${name} (${architecture})`;
  const summary = [
    `${title}: ${describeShape(input)} to ${outputs.map(describeShape).join(', ')}, strides ${outputStrides.join(' ')}`,
    `${count(parameters.total)} parameters, ${count(parameters.trainable)} of them trainable; ` +
      `${thousands(multiplyAdds)} multiply-adds`,
    `${bytes(memory.weights)} of weights; ${bytes(memory.trainingPicture)} for each picture in training`,
  ];
  if (!listsLayers) return summary.join('\n');
  const rows = model.layers.map((layer) => [
    layer.name,
    layer.type,
    describeShape(layer.output),
    layer.parameters === 0 ? '' : count(layer.parameters),
    layer.multiplyAdds === 0 ? '' : thousands(layer.multiplyAdds),
  ]);
  return [textTable([['layer', 'type', 'output', 'parameters', 'multiply-adds'], ...rows]), ...summary].join('\n');
}

const count = (value: number): string => value.toLocaleString('en-US');
const thousands = (value: number): string => scaled(value, 1000, ['', 'K', 'M', 'G', 'T']);
const bytes = (value: number): string => scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);

/** Three digits and a unit. */
function scaled(value: number, base: number, units: readonly string[]): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, value)) / Math.log(base)));
  return `${Number((value / base ** power).toPrecision(3))} ${units[power]}`.trimEnd();
}
