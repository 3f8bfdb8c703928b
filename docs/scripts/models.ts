/**
 * Writes the tables of `docs/guides/models.md`: every network with what it costs at 256×256 pixels, every kind of network
 * with an encoder, and every encoder. Run it with `npx tsx docs/scripts/models.ts`; it takes a minute.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { architectures } from '../../src/models/architectures.js';
import { encoderFamilies } from '../../src/models/encoders/registry.js';
import { createEncoder, describeModel, type ModelDescription, type ModelOptions } from '../../src/models/index.js';
import { encoderOf, isNetwork, modelEntries } from './modelEntries.js';

const guide = new URL('../guides/models.md', import.meta.url);
const picture: ModelOptions = { inputShape: [256, 256, 3] };

type Row = readonly string[];

await tf.setBackend('cpu');
forgetFirstWeights();
let text = readFileSync(guide, 'utf8');
text = replaceTable(text, 'networks', ['network', 'paper', 'parameters', 'multiply-adds'], networks());
text = replaceTable(text, 'architectures', ['network', 'smp', 'parameters', 'multiply-adds'], withEncoder());
text = replaceTable(text, 'encoders', ['encoder', 'family', 'parameters', 'multiply-adds'], encoders());
writeFileSync(guide, text);

function networks(): Row[] {
  return modelEntries.map(({ call, build, paper, arxiv }) => [
    `\`${call}\``,
    `[${paper}](https://arxiv.org/abs/${arxiv})`,
    ...costs(build(picture)),
  ]);
}

function withEncoder(): Row[] {
  return architectures.map(({ name, smpName, build }) => {
    const encoder = encoderOf(name);
    const [side, note] = sideOf(encoder);
    const model = build({ inputShape: [side, side, 3], encoder });
    return [`\`${name}({ encoder: '${encoder}' })\``, `\`${smpName}\`${note}`, ...costs(model)];
  });
}

/** All families, one after the other; in each, names in their own order. */
function encoders(): Row[] {
  return encoderFamilies.flatMap(({ name: family, names, features = 'pyramid' }) =>
    names.filter(isNetwork).map((encoder) => {
      const [side, note] = sideOf(encoder);
      const input = layers.input({ shape: [side, side, 3] });
      const depth = features === 'patches' ? 4 : 5;
      const outputs = createEncoder({ encoder, depth }).features(input).slice(1);
      return [`\`${encoder}\``, `${family}${note}`, ...costs(layers.model({ inputs: input, outputs }))];
    }),
  );
}

/** 256, or what the name of a vision transformer says that it takes, with words about that. */
function sideOf(encoder: string): [side: number, note: string] {
  const [, side] = /^tu-vit_.*_(\d+)(?:\.|$)/.exec(encoder) ?? [];
  return side ? [Number(side), `, at ${side}×${side}`] : [256, ''];
}

function costs(model: layers.LayersModel): Row {
  const { parameters, multiplyAdds }: ModelDescription = describeModel(model);
  model.dispose();
  return [`${(parameters.trainable / 1e6).toFixed(2)} M`, `${(multiplyAdds / 1e9).toFixed(1)} G`];
}

/** The tables stand between two comments, which stay. */
function replaceTable(text: string, name: string, titles: Row, rows: readonly Row[]): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`models.md has no place for the table of ${name}: ${start} … ${end}`);
  const line = (cells: Row): string => `| ${cells.join(' | ')} |`;
  const rule = `|${titles.map((_, i) => (i < 2 ? '---|' : '---:|')).join('')}`;
  return `${text.slice(0, from)}${start}\n\n${[line(titles), rule, ...rows.map(line)].join('\n')}\n\n${text.slice(to)}`;
}

/** Nobody reads the weights here, and drawing those of the largest encoders would take minutes and gigabytes. */
function forgetFirstWeights(): void {
  type AddWeight = (name: string, shape: number[], dtype: string, initializer: unknown, ...rest: unknown[]) => unknown;
  const prototype = layers.layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const { addWeight } = prototype;
  prototype.addWeight = function (name, shape, dtype, _, ...rest) {
    return addWeight.call(this, name, shape, dtype, layers.initializers.zeros(), ...rest);
  };
}
