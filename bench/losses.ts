/**
 * How long value and gradient of losses take, in medians, and what the two most used ones cost together.
 *
 * `npx tsx bench/losses.ts [backend] [repetitions]`, by default wasm and 15.
 */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import '../src/wasm/index.js';
import * as tf from '@tensorflow/tfjs-core';
import {
  binaryCrossEntropy,
  boundaryLoss,
  clDiceLoss,
  combine,
  crossEntropy,
  diceLoss,
  focalLoss,
  focalTverskyLoss,
  generalizedDiceLoss,
  hausdorffLoss,
  jaccardLoss,
  type Loss,
  lovaszLoss,
  mccLoss,
  ohemCrossEntropy,
  topKCrossEntropy,
  tverskyLoss,
  unifiedFocalLoss,
} from '../src/losses/index.js';

const [backend = 'wasm', repetitions = '15'] = process.argv.slice(2);
await tf.setBackend(backend);
await tf.ready();

const ignoreIndex = 255;
for (const channels of [1, 11]) {
  const task = channels === 1 ? 'binary' : 'multiclass';
  const pixels = channels === 1 ? binaryCrossEntropy : crossEntropy;
  const dice = diceLoss({ task });
  const losses: Record<string, Loss> = {
    diceLoss: dice,
    [channels === 1 ? 'binaryCrossEntropy' : 'crossEntropy']: pixels(),
    'both, combined': combine([
      [1, pixels()],
      [1, dice],
    ]),
    'both, combined, with ignoreIndex': combine([
      [1, pixels({ ignoreIndex })],
      [1, diceLoss({ task, ignoreIndex })],
    ]),
    focalLoss: focalLoss({ task }),
    jaccardLoss: jaccardLoss({ task }),
    tverskyLoss: tverskyLoss({ task }),
    focalTverskyLoss: focalTverskyLoss({ task }),
    generalizedDiceLoss: generalizedDiceLoss({ task }),
    lovaszLoss: lovaszLoss({ task }),
    mccLoss: mccLoss({ task }),
    topKCrossEntropy: topKCrossEntropy({ task }),
    ohemCrossEntropy: ohemCrossEntropy({ task }),
    boundaryLoss: boundaryLoss({ task }),
    hausdorffLoss: hausdorffLoss({ task }),
    clDiceLoss: clDiceLoss({ task }),
    unifiedFocalLoss: unifiedFocalLoss({ task }),
  };
  const shape = [4, 128, 128, channels] as const;
  const yTrue = tf.randomUniform([4, 128, 128], 0, Math.max(2, channels), 'int32', 1);
  const yPred = tf.randomNormal([...shape], 0, 2, 'float32', 2);
  console.log(`\n${backend}, ${task}, [${shape}], value and gradient`);
  for (const [name, loss] of Object.entries(losses)) {
    console.log(
      `  ${name.padEnd(34)} ${median(() => run(loss, yTrue, yPred))
        .toFixed(1)
        .padStart(7)} ms`,
    );
  }
}

function run(loss: Loss, yTrue: tf.Tensor, yPred: tf.Tensor): void {
  const { value, grad } = tf.valueAndGrad((x) => loss(yTrue, x))(yPred);
  value.dataSync();
  tf.dispose([value, grad]);
}

/** The median time of a call, after three that nobody measures. */
function median(call: () => void): number {
  for (let i = 0; i < 3; i++) call();
  const times = Array.from({ length: Number(repetitions) }, () => {
    const start = performance.now();
    call();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[times.length >> 1];
}
