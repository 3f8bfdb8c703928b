import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { gallerySections } from '../../docs/scripts/galleryEntries.js';
import * as augment from '../../src/augment/index.js';
import { transformNames } from './examples.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const names = Object.values(transformNames).flat().sort();
const presets = ['lightAugment', 'mediumAugment', 'nnunetAugment', 'aerialAugment', 'microscopyAugment'];

/** All of Albumentations 2.0.8, its containers, and what its successor has added since. */
const albumentations = `
  Affine AtLeastOneBBoxRandomCrop BBoxSafeRandomCrop CenterCrop CoarseDropout ConstrainedCoarseDropout Crop CropAndPad
  CropNonEmptyMaskIfExists D4 ElasticTransform Erasing FrequencyMasking GridDistortion GridDropout GridElasticDeform
  HorizontalFlip Lambda LongestMaxSize MaskDropout Morphological Mosaic NoOp OpticalDistortion OverlayElements Pad PadIfNeeded
  Perspective PiecewiseAffine PixelDropout RandomCrop RandomCropFromBorders RandomCropNearBBox RandomGridShuffle
  RandomResizedCrop RandomRotate90 RandomScale RandomSizedBBoxSafeCrop RandomSizedCrop Resize Rotate SafeRotate
  ShiftScaleRotate SmallestMaxSize SquareSymmetry ThinPlateSpline TimeMasking TimeReverse Transpose VerticalFlip XYMasking
  AdditiveNoise AdvancedBlur AutoContrast Blur CLAHE ChannelDropout ChannelShuffle ChromaticAberration ColorJitter Defocus
  Downscale Emboss Equalize FDA FancyPCA FromFloat GaussNoise GaussianBlur GlassBlur HEStain HistogramMatching
  HueSaturationValue ISONoise Illumination ImageCompression InvertImg MedianBlur MotionBlur MultiplicativeNoise Normalize
  PixelDistributionAdaptation PlanckianJitter PlasmaBrightnessContrast PlasmaShadow Posterize RGBShift
  RandomBrightnessContrast RandomFog RandomGamma RandomGravel RandomRain RandomShadow RandomSnow RandomSunFlare
  RandomToneCurve RingingOvershoot SaltAndPepper Sharpen ShotNoise Solarize Spatter Superpixels TextImage ToFloat ToGray ToRGB
  ToSepia UnsharpMask ZoomBlur CenterCrop3D CoarseDropout3D CubicSymmetry Pad3D PadIfNeeded3D RandomCrop3D
  Compose OneOf SomeOf RandomOrder OneOrOther Sequential SelectiveChannelTransform ReplayCompose
  CopyAndPaste GridMask PhotoMetricDistort FilmGrain Halftone AtmosphericFog ChannelSwap Colorize EnhanceDetail EnhanceEdge
  LensFlare ModeFilter PixelSpread Vignetting WaterRefraction RandomJigsaw`
  .trim()
  .split(/\s+/);

describe('the gallery', () => {
  const page = read('docs/gallery/augmentation-gallery.md');
  const entries = gallerySections.flatMap((section) => Object.keys(section.entries));

  it('shows every transform, once', () => {
    expect([...entries].sort()).toEqual(names);
    for (const name of names) expect(page, `run npx tsx docs/scripts/gallery.ts`).toContain(`![${name}](${name}.webp)`);
  });

  it('has a picture of each, and is small', () => {
    const files = readdirSync(join(root, 'docs/gallery'));
    expect(files.sort()).toEqual(
      [...names.map((name) => `${name}.webp`), 'original.webp', 'augmentation-gallery.md'].sort(),
    );
    const bytes = files.map((file) => statSync(join(root, 'docs/gallery', file)).size);
    expect(Math.max(...bytes.filter((_, i) => files[i].endsWith('.webp')))).toBeLessThan(16000);
    expect(bytes.reduce((a, b) => a + b)).toBeLessThan(500000);
  });

  it('is not part of the package', () => {
    expect(JSON.parse(read('package.json')).files).toEqual(['dist', 'docs/guides', 'CHANGELOG.md']);
  });
});

describe('the guide to augmentation', () => {
  const guide = read('docs/guides/augmentation.md');
  const rows = [...guide.matchAll(/^\| ([^|]+) \| ([^|]+) \| ([^|]*) ?\|$/gm)].map((row) =>
    row.slice(1).map((cell) => cell.trim()),
  );
  const table = rows.slice(rows.findIndex(([first]) => first === 'Albumentations') + 1);

  it('knows every name of Albumentations, and says why where there is nothing like it', () => {
    const listed = table.flatMap(([first]) => first.split(', '));
    expect(albumentations.filter((name) => !listed.includes(name))).toEqual([]);
    expect(listed.filter((name) => !albumentations.includes(name))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
    const unsaid = table.filter(([, here, why]) => here === 'not here' && why === '');
    expect(unsaid).toEqual([]);
  });

  it('names what exists', () => {
    const here = table.flatMap(([, cell]) => [...cell.matchAll(/`([A-Za-z0-9]+)[^`]*`/g)].map(([, name]) => name));
    expect(here.length).toBeGreaterThan(80);
    const known = [...Object.keys(augment), 'apply'];
    expect(here.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('names every transform, policy and preset', () => {
    const inWords = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(guide);
    expect([...names, ...presets].filter((name) => !inWords(name))).toEqual([]);
  });
});
