/**
 * What `estimateMemory` says of a training step beside what a process really took: the rise of its peak resident memory
 * over two epochs of two steps, for models of all kinds, each in a process of its own.
 *
 * `npx tsx bench/memory.ts [backend …]`
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  adam,
  attentionUnet,
  type Batch,
  type BatchSource,
  deeplabV3Plus,
  estimateMemory,
  fit,
  fpn,
  getMetadata,
  linknet,
  nnUnet,
  resUnet,
  segformer,
  u2net,
  unet,
  unet3Plus,
  unetPlusPlus,
} from 'segkit';
import { type NodeBackendName, useBackend } from 'segkit/node';

type Model = ReturnType<typeof unet>;

const small = { inputShape: [128, 128, 3], seed: 1 } as const;
const middle = { inputShape: [192, 192, 3], seed: 1 } as const;

const cases: readonly { readonly name: string; readonly batchSize: number; readonly build: () => Model }[] = [
  { name: 'unet', batchSize: 8, build: () => unet({ ...small, depth: 3, filters: 8 }) },
  {
    name: 'unet',
    batchSize: 4,
    build: () => unet({ inputShape: [240, 320, 3], depth: 3, filters: 16, task: 'multiclass', classes: 11, seed: 1 }),
  },
  { name: 'unet', batchSize: 8, build: () => unet({ ...small, depth: 4, filters: 16 }) },
  {
    name: 'unet, residual, group norm',
    batchSize: 2,
    build: () => unet({ inputShape: [256, 256, 1], depth: 4, filters: 24, block: 'residual', norm: 'group', seed: 1 }),
  },
  {
    name: 'unet, no norm, transposed convolutions',
    batchSize: 4,
    build: () => unet({ ...small, depth: 4, filters: 32, norm: 'none', upsampling: 'transpose' }),
  },
  { name: 'unet, resnet18', batchSize: 4, build: () => unet({ ...small, encoder: 'resnet18' }) },
  { name: 'attentionUnet', batchSize: 4, build: () => attentionUnet({ ...small, filters: 16 }) },
  { name: 'resUnet', batchSize: 4, build: () => resUnet({ ...small, filters: 32 }) },
  { name: 'unet3Plus', batchSize: 4, build: () => unet3Plus({ ...small, filters: 16, deepSupervision: true }) },
  { name: 'u2net', batchSize: 4, build: () => u2net({ ...small, size: 'small', filters: 32, deepSupervision: true }) },
  { name: 'nnUnet', batchSize: 4, build: () => nnUnet({ ...small, filters: 16, deepSupervision: true }) },
  {
    name: 'deeplabV3Plus, mobilenet_v2',
    batchSize: 4,
    build: () => deeplabV3Plus({ ...middle, encoder: 'mobilenet_v2' }),
  },
  { name: 'fpn, efficientnet-b0', batchSize: 4, build: () => fpn({ ...middle, encoder: 'efficientnet-b0' }) },
  { name: 'segformer, mit_b0', batchSize: 4, build: () => segformer({ ...middle, encoder: 'mit_b0' }) },
  { name: 'unetPlusPlus, resnet34', batchSize: 2, build: () => unetPlusPlus({ ...middle, encoder: 'resnet34' }) },
  { name: 'linknet, resnet50', batchSize: 2, build: () => linknet({ ...middle, encoder: 'resnet50' }) },
  {
    name: 'unet',
    batchSize: 2,
    build: () => unet({ inputShape: [256, 256, 3], depth: 5, filters: 16, seed: 1 }),
  },
  {
    name: 'unet, bilinear',
    batchSize: 6,
    build: () => unet({ inputShape: [160, 160, 3], depth: 4, filters: 20, upsampling: 'bilinear', seed: 1 }),
  },
  { name: 'unet', batchSize: 1, build: () => unet({ inputShape: [512, 512, 3], depth: 4, filters: 16, seed: 1 }) },
];

/** The highest resident memory of this process so far, in bytes. */
function peakResident(): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
}

async function measure(backend: NodeBackendName, index: number): Promise<void> {
  await useBackend(backend);
  const { name, batchSize, build } = cases[index];
  const before = peakResident();
  const model = build();
  const [height, width, channels] = getMetadata(model).inputShape as readonly number[];
  const pixels = batchSize * height * width;
  const batch: Batch = {
    ids: Array.from({ length: batchSize }, (_, i) => `${i}`),
    x: {
      data: Float32Array.from({ length: pixels * channels }, Math.random),
      shape: [batchSize, height, width, channels],
    },
    y: { data: Int32Array.from({ length: pixels }, (_, i) => i % 2), shape: [batchSize, height, width] },
  };
  const { preprocessing, task, classes } = getMetadata(model);
  const source: BatchSource = {
    preprocessing,
    task,
    classes,
    async *epoch() {
      for (let i = 0; i < 2; i++) yield batch;
    },
  };
  await fit(model, source, { epochs: 2, validation: source, optimizer: adam() });
  const measured = peakResident() - before;
  const estimate = estimateMemory(model, { batchSize });
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  console.log(
    `${backend}, ${name}, ${model.countParams().toLocaleString('en')} parameters, ${batchSize}×${height}×${width}: ` +
      `estimate ${mebibytes(estimate.total)}, measured ${mebibytes(measured)}, ratio ${(estimate.total / measured).toFixed(2)}`,
    process.env.SEGKIT_DETAIL ? JSON.stringify(estimate) : '',
  );
}

const [flag, ...names] = process.argv.slice(2);
if (flag === '--case') await measure(names[0] as NodeBackendName, Number(names[1]));
else {
  const backends = process.argv.length > 2 ? process.argv.slice(2) : ['wasm'];
  for (const backend of backends) {
    for (const index of cases.keys()) {
      const output = execFileSync(process.execPath, [
        ...process.execArgv,
        import.meta.filename,
        '--case',
        backend,
        `${index}`,
      ]);
      console.log(output.toString().trim().split('\n').at(-1));
    }
  }
}
