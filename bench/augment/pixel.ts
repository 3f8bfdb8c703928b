/**
 * Milliseconds of each pixel transform on a picture of 512×512×3 bytes, in one thread, beside OpenCV where `PYTHON` names
 * a Python that has it: `PYTHON=python3 npm run bench:augment`. Both are times on the processor, the least of many
 * runs, and both sides take turns, so that a busy machine hardly matters. `SIDE=320` sets the size, `ONLY=clahe,sharpen`
 * chooses, `PLAIN=1` turns the WebAssembly kernels off.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { augment, random } from '../../src/index.js';
import { useKernels } from '../../src/raster/kernels/kernels.js';

const side = Number(process.env.SIDE ?? 512);
const only = process.env.ONLY?.split(',');
const rounds = Number(process.env.ROUNDS ?? 5);
useKernels(process.env.PLAIN === undefined);

/** A smooth picture with noise: neither even nor nothing but noise. */
function picture(): { data: Uint8Array; width: number; height: number; channels: number } {
  const draw = random('bench picture');
  const data = new Uint8Array(side * side * 3);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)];
    data[i] = 128 + 80 * Math.sin(x / 37 + (i % 3)) * Math.cos(y / 53) + draw.uniform(-20, 20);
  }
  return { data, width: side, height: side, channels: 3 };
}

const image = picture();
const sample = { id: 'bench', image, meta: {} };

/** A transform with what it draws; the name is that of the same work in opencvPixel.py, if it is there. */
const fixed =
  <P>(transform: augment.Transform<P>, params: P): (() => unknown) =>
  () =>
    transform.apply(params, sample);
const seed = 7;

const work: Readonly<Record<string, () => unknown>> = {
  brightnessContrast: fixed(augment.brightnessContrast(), { brightness: 0.1, contrast: 0.2 }),
  gamma: fixed(augment.gamma(), { gamma: 1.3 }),
  threeLevels: () =>
    augment.applyTransform(
      augment.compose([augment.brightnessContrast(), augment.gamma(), augment.posterize()]),
      sample,
    ),
  rgbShift: fixed(augment.rgbShift(), { red: 0.1, green: -0.1, blue: 0.05 }),
  hueSaturationValue: fixed(augment.hueSaturationValue(), { hue: 20, saturation: 0.1, value: -0.05 }),
  colorJitter: fixed(augment.colorJitter(), {
    brightness: 1.1,
    contrast: 0.9,
    saturation: 1.2,
    hue: 10,
    order: ['brightness', 'contrast', 'saturation', 'hue'],
  }),
  toGray: fixed(augment.toGray(), {}),
  equalize: fixed(augment.equalize(), {}),
  clahe: fixed(augment.clahe(), { clipLimit: 2 }),
  autoContrast: fixed(augment.autoContrast(), { cutoff: 0 }),
  boxBlur3: fixed(augment.boxBlur(), { size: 3 }),
  boxBlur7: fixed(augment.boxBlur(), { size: 7 }),
  gaussianBlur1: fixed(augment.gaussianBlur(), { sigma: 1 }),
  gaussianBlur3: fixed(augment.gaussianBlur(), { sigma: 3 }),
  medianBlur3: fixed(augment.medianBlur(), { size: 3 }),
  medianBlur5: fixed(augment.medianBlur(), { size: 5 }),
  medianBlur7: fixed(augment.medianBlur(), { size: 7 }),
  motionBlur7: fixed(augment.motionBlur(), { size: 7, angle: 30, direction: 0 }),
  defocus: fixed(augment.defocus(), { radius: 8, softness: 0.4 }),
  sharpen: fixed(augment.sharpen(), { alpha: 0.3, lightness: 1 }),
  unsharpMask: fixed(augment.unsharpMask(), { sigma: 1, alpha: 0.5, threshold: 0.04 }),
  gaussianNoise: fixed(augment.gaussianNoise(), { sigma: 0.05, seed }),
  multiplicativeNoise: fixed(augment.multiplicativeNoise({ per: 'value' }), { seed }),
  saltAndPepper: fixed(augment.saltAndPepper(), { amount: 0.05, salt: 0.5, seed }),
  jpeg: fixed(augment.imageCompression(), { quality: 50 }),
  webp: fixed(augment.imageCompression({ format: 'webp' }), { quality: 50 }),
  downscale: fixed(augment.downscale(), { scale: 0.4 }),
  normalize: fixed(augment.normalize(), {}),
  toFloat: fixed(augment.toFloat(), {}),
  glassBlur: fixed(augment.glassBlur(), { sigma: 0.7, reach: 2, rounds: 1, seed }),
  zoomBlur: fixed(augment.zoomBlur(), { factor: 1.1 }),
  isoNoise: fixed(augment.isoNoise(), { brightness: 0.05, color: 0.03, seed }),
  stainJitter: fixed(augment.stainJitter(), { hematoxylin: 1.2, eosin: 0.8, hematoxylinShift: 0, eosinShift: 0 }),
  fourierDomainAdaptation: fixed(augment.fourierDomainAdaptation({ references: [image] }), {
    reference: 0,
    beta: 0.01,
  }),
  histogramMatching: fixed(augment.histogramMatching({ references: [image] }), { reference: 0, blend: 0.5 }),
  vignette: fixed(augment.vignette(), { strength: 0.4, shiftX: 0, shiftY: 0 }),
  chromaticAberration: fixed(augment.chromaticAberration(), { red: 0.01, blue: -0.01 }),
  fog: fixed(augment.fog(), { density: 0.5, depth: 0.5, unevenness: 0.4, brightness: 0.9, seed }),
  rain: fixed(augment.rain(), { drops: 40, length: 0.04, slant: 10, opacity: 0.5, darkness: 0.2, seed }),
  snow: fixed(augment.snow(), { cover: 0.4, flakes: 20, slant: 10, seed }),
  shadow: fixed(augment.shadow(), { count: 2, size: 0.5, intensity: 0.4, softness: 0.02, seed }),
  sunFlare: fixed(augment.sunFlare(), { x: 0.4, y: 0.2, radius: 0.3, intensity: 1, reflections: 5, seed }),
};

/** The time of a run on the processor, in milliseconds: the least of several bunches of runs. */
function least(run: () => unknown): number {
  let best = Infinity;
  for (let bunch = 0, runs = 1; bunch < 8; bunch++) {
    const start = process.cpuUsage();
    for (let i = 0; i < runs; i++) run();
    const { user, system } = process.cpuUsage(start);
    const each = (user + system) / 1000 / runs;
    best = Math.min(best, each);
    runs = Math.max(1, Math.min(50, Math.round(12 / Math.max(each, 0.01)))); // about 12 ms a bunch
  }
  return best;
}

/** Asks the Python program for the time of one name after the other. */
function openCv(): ((name: string) => Promise<number | undefined>) | undefined {
  const { PYTHON } = process.env;
  if (!PYTHON) return undefined;
  const child = spawn(PYTHON, ['bench/augment/opencvPixel.py', String(side)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.write(Buffer.from(image.data));
  process.once('beforeExit', () => child.stdin.end());
  return async (name) => {
    child.stdin.write(`${name}\n`);
    const { value } = await lines.next();
    return value === 'none' ? undefined : Number(value);
  };
}

const ask = openCv();
const names = Object.keys(work).filter((name) => !only || only.includes(name));
console.log(`${side}×${side}×3 uint8, one thread, milliseconds on the processor (least of ${rounds} rounds)`);
for (const name of names) {
  let [own, other] = [Infinity, Infinity];
  for (let round = 0; round < rounds; round++) {
    own = Math.min(own, least(work[name]));
    other = Math.min(other, (await ask?.(name)) ?? Infinity);
  }
  const beside = Number.isFinite(other) ? `OpenCV ${other.toFixed(2).padStart(7)}   ×${(other / own).toFixed(2)}` : '';
  console.log(`${name.padEnd(24)} ${own.toFixed(2).padStart(7)}   ${beside}`);
}
process.exit(0);
