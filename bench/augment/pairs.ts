/**
 * Pairs per second, of a picture of 512×512×3 bytes with its mask, in one thread: geometric transforms and the pipeline of
 * the CamVid tutorials, beside the same in OpenCV calls where `PYTHON` names a Python that has it:
 * `PYTHON=python3 npm run bench:augment`. Both sides do the same 16 draws; they take turns, so that a busy machine
 * slows both, and the least time of each draw counts. `PLAIN=1` turns the WebAssembly kernels off, `ONLY=affine,camVid`
 * chooses.
 *
 * Ours three times: results in new memory; in memory that is used again (`sampleMemory`: `use`, then `giveBack`), while
 * the picture lies where a decoder would leave it; and the same with the picture in that memory too (`hold`), as it is
 * between two transforms of a pipeline and for pictures that are used several times. OpenCV twice: results in arrays that
 * it makes, in blocks that have just been freed, and where its calls take one, in the same array (`dst=`). What follows
 * the × is how much faster than the better one of OpenCV. It is bundled first, as users have it: tsx names every closure
 * when it is made, which costs microseconds.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { augment, type Sample } from '../../src/index.js';
import { useKernels } from '../../src/raster/kernels/kernels.js';

const side = Number(process.env.SIDE ?? 512);
const rounds = Number(process.env.ROUNDS ?? 7);
const only = process.env.ONLY?.split(',');
const draws = 16;
useKernels(process.env.PLAIN === undefined);

const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
  const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
  return 128 + 80 * Math.sin(x / 37 + (i % 3)) * Math.cos(y / 53) + ((i * 2654435761) % 41) - 20;
});
const labels = Uint8Array.from({ length: side * side }, (_, i) => (((i % side) / 40) ^ (i / side / 50)) % 12);
const sample: Sample = {
  id: 'bench',
  image: { data, width: side, height: side, channels: 3 },
  mask: { data: labels, width: side, height: side },
  meta: {},
};

const always = { probability: 1 };
const { compose, oneOf, withProbability } = augment;

/** The pipeline of the CamVid notebooks of segmentation_models and segmentation_models.pytorch, line by line. */
const camVid = compose([
  augment.horizontalFlip(),
  augment.shiftScaleRotate({ scale: [0.5, 1.5], rotate: 0, shift: 0.1 }),
  augment.padIfNeeded({ minWidth: 320, minHeight: 320 }),
  augment.randomCrop({ width: 320, height: 320 }),
  withProbability(0.2, augment.gaussianNoise({ sigma: [0.012, 0.028] })),
  withProbability(0.5, augment.perspective({ strength: 0.1 })),
  withProbability(0.9, oneOf([augment.clahe(), augment.brightnessContrast(), augment.gamma()])),
  withProbability(0.9, oneOf([augment.sharpen(), augment.boxBlur({ size: 3 }), augment.motionBlur({ size: 3 })])),
  withProbability(0.9, oneOf([augment.brightnessContrast(), augment.hueSaturationValue()])),
]);

const work: Readonly<Record<string, augment.Transform>> = {
  affine: augment.affine({ scale: [0.8, 1.25], rotate: 30, shear: 5, translate: 0.1 }) as augment.Transform,
  affineReflect: augment.affine({ rotate: 30, border: 'reflect101' }) as augment.Transform,
  perspective: augment.perspective() as augment.Transform,
  opticalDistortion: augment.opticalDistortion() as augment.Transform,
  horizontalFlip: augment.horizontalFlip(always) as augment.Transform,
  verticalFlip: augment.verticalFlip(always) as augment.Transform,
  transpose: augment.transpose(always) as augment.Transform,
  rotate90: augment.rotate90() as augment.Transform,
  randomCrop: augment.randomCrop({ width: 320, height: 320 }) as augment.Transform,
  padIfNeeded: augment.padIfNeeded({ minWidth: 576, minHeight: 576 }) as augment.Transform,
  halfSize: augment.resize({ width: side / 2, height: side / 2 }) as augment.Transform,
  camVid: camVid as augment.Transform,
};

type Job = readonly (readonly [name: string, params: object])[];

/** What a transform comes down to with what it has drawn, for the other side. */
function jobOf(transform: augment.Transform, params: unknown): Job {
  const leaves = (step: augment.Step): readonly augment.Step[] =>
    step.transform.steps?.(step.params).flatMap(leaves) ?? [step];
  let size = { width: side, height: side };
  return leaves({ transform, params }).map((step) => {
    const [move] = step.transform.moves?.(step.params, size) ?? [];
    const job = [
      step.transform.name,
      { ...(step.params as object), ...(move && { ...move, field: undefined }) },
    ] as const;
    size = move?.size ?? size;
    return job;
  });
}

/** The least time of each run, in seconds, added up. */
function least(runs: readonly (() => unknown)[], best: number[]): number {
  for (const end = performance.now() + 250; performance.now() < end; ) {
    runs.forEach((run, i) => {
      const start = performance.now();
      run();
      best[i] = Math.min(best[i] ?? Infinity, (performance.now() - start) / 1000);
    });
  }
  return best.reduce((sum, seconds) => sum + seconds, 0);
}

/** Asks the Python program for the times of a list of jobs: with new results, and into the same ones where that can be. */
function openCv(): ((jobs: readonly Job[]) => Promise<readonly number[]>) | undefined {
  const { PYTHON } = process.env;
  if (!PYTHON) return undefined;
  const child = spawn(PYTHON, ['bench/augment/opencvPairs.py', String(side)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.write(Buffer.concat([data, labels]));
  return async (jobs) => {
    child.stdin.write(`${JSON.stringify(jobs)}\n`);
    return JSON.parse((await lines.next()).value);
  };
}

const memory = augment.sampleMemory();
const held = memory.hold(sample);
const ask = openCv();

/** How results are made, by name. */
const ways: Readonly<Record<string, (apply: (to: Sample) => Sample) => unknown>> = {
  new: (apply) => apply(sample),
  reused: (apply) => memory.giveBack(memory.use(() => apply(sample))),
  held: (apply) => memory.giveBack(memory.use(() => apply(held))),
};

const cell = (text: string): string => text.padStart(14);
const rate = (seconds: number): string => (draws / seconds).toFixed(0);

console.log(`${side}×${side}×3 uint8 with mask, one thread, pairs per second (${rounds} rounds)`);
const peers = ask ? ['OpenCV', 'OpenCV dst='] : [];
console.log([''.padEnd(20), ...[...Object.keys(ways), ...peers].map(cell)].join(''));
for (const [name, transform] of Object.entries(work)) {
  if (only && !only.includes(name)) continue;
  const drawn = Array.from({ length: draws }, (_, seed) => augment.drawParams(transform, sample, { seed }));
  const jobs = drawn.map((params) => jobOf(transform, params));
  const runs = Object.values(ways).map((way) =>
    drawn.map((params) => () => way((given) => transform.apply(params, given))),
  );
  const bests: number[][] = runs.map(() => []);
  let own: number[] = [];
  let others: readonly number[] = [];
  for (let round = 0; round < rounds; round++) {
    own = runs.map((list, i) => least(list, bests[i]));
    others = (await ask?.(jobs)) ?? [];
  }
  const best = Math.min(...others);
  const beside = (seconds: number): string =>
    `${rate(seconds)}${others.length > 0 ? ` ×${(best / seconds).toFixed(2)}` : ''}`;
  console.log([name.padEnd(20), ...own.map(beside).map(cell), ...others.map(rate).map(cell)].join(''));
}
process.exit(0);
