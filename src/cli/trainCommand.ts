import { Command, Option } from 'commander';
import { architectureNames } from './buildModel.js';
import { withDataOptions, withSplitOptions } from './dataOptions.js';
import { withInterrupt } from './interrupt.js';
import { numberBetween, pictureSize, wholeNumber } from './parse.js';
import { augmentations, type TrainOptions, train } from './train.js';

/** `segkit train`: a folder of pictures and masks in, a folder with a trained model and what to judge it by out. */
export function trainCommand(): Command {
  const command = new Command('train').description('Train a U-Net on a folder of pictures and masks.');
  return withSplitOptions(withDataOptions(command))
    .addOption(
      new Option('--size <pixels>', 'size that pictures are trained at: 128, or width and height as in 480x352')
        .argParser(pictureSize)
        .default(pictureSize('128'), '128'),
    )
    .addOption(
      new Option('--channels <count>', 'channels that pictures are read with').choices(['1', '3']).default('3'),
    )
    .addOption(
      new Option('--architecture <name>', 'network; all but unet need an encoder')
        .choices(architectureNames)
        .default('unet'),
    )
    .option('--encoder <name>', 'the way down: resnet18, mobilenet_v2, mit_b0 or another of the guide to models')
    .option(
      '--encoder-weights <file>',
      "pretrained weights of the encoder, a safetensors file of timm's or torchvision's",
    )
    .option('--filters <count>', 'filters of the first level; each deeper one has twice as many', wholeNumber(1), 16)
    .option('--depth <levels>', 'how often the network halves its pictures', wholeNumber(1), 4)
    .addOption(
      new Option('--norm <name>', 'normalisation').choices(['batch', 'group', 'instance', 'none']).default('batch'),
    )
    .addOption(new Option('--block <name>', 'kind of block').choices(['plain', 'residual']).default('plain'))
    .option('--epochs <count>', 'passes over the training pictures', wholeNumber(1), 20)
    .option('--batch-size <count>', 'pictures a step', wholeNumber(1), 8)
    .option(
      '--learning-rate <rate>',
      'highest rate of Adam; it falls to 0 along a cosine',
      numberBetween(0, 1e6),
      0.002,
    )
    .option(
      '--accumulate <batches>',
      'batches whose gradients make one step, to train large batches in little memory',
      wholeNumber(1),
      1,
    )
    .option(
      '--workers <count>',
      'workers that share each batch: as many as there are cores, or with tfjs-node-gpu GPUs; 0 trains without any',
      wholeNumber(0),
      0,
    )
    .option(
      '--loader-workers <count>',
      'threads that read and augment pictures anew in each epoch, for data that memory does not hold; 0 reads them once',
      wholeNumber(0),
      0,
    )
    .option('--clip-norm <norm>', 'largest norm of the gradients; left out, any', numberBetween(1e-12, 1e12))
    .option(
      '--ema <decay>',
      'average the weights over the steps, 0.99 for instance, and keep the average',
      numberBetween(0, 0.999999),
    )
    .option('--patience <epochs>', 'end when validation Dice has not risen for so many epochs', wholeNumber(1))
    .addOption(
      new Option('--augment <name>', 'none, left-right flips, or all flips and quarter turns')
        .choices(Object.keys(augmentations))
        .default('flip'),
    )
    .option(
      '--seed <number>',
      'what the split, the weights, the order and the augmentation depend on',
      wholeNumber(0),
      1,
    )
    .option('--plan', 'choose what is not given by the pictures and by what this machine can do, and say why', false)
    .option('--minutes <count>', 'time that a plan may take; left out, 15', numberBetween(0.1, 1e5))
    .option('--backend <name>', 'tfjs-node-gpu, tfjs-node, wasm or cpu; left out, the best there is')
    .requiredOption('--out <folder>', 'where the run goes')
    .option('--overwrite', 'write into a folder that is not empty', false)
    .option(
      '--resume',
      'go on from the checkpoints in --out, with what the run was begun with; begin where there are none',
      false,
    )
    .action(async (options: TrainOptions, self: Command) => {
      const isGiven = (name: string): boolean => self.getOptionValueSource(name) === 'cli';
      await withInterrupt((signal) => train({ ...options, channels: Number(options.channels) }, isGiven, signal));
    });
}
