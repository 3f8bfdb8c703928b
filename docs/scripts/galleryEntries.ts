/**
 * What the gallery shows: every transform by name, with options that make it visible on a small picture.
 *
 * A transform of segkit that is not here fails a test.
 */

/** Options and, where the first draw shows little, the epoch of one that shows more. */
export interface GalleryEntry {
  readonly options: Readonly<Record<string, unknown>>;
  readonly epoch?: number;
  /** What it is shown on, if not the car. */
  readonly picture?: 'tissue';
}

/** A part of the gallery. */
export interface GallerySection {
  readonly title: string;
  readonly text: string;
  readonly entries: Readonly<Record<string, GalleryEntry>>;
}

const plain: GalleryEntry = { options: {} };

/** Sections in their order. */
export const gallerySections: readonly GallerySection[] = [
  {
    title: 'Geometric',
    text:
      'They move picture, mask, weights and marks alike. Lines are drawn on the picture so that one can see how. What comes ' +
      'from outside the picture is black, and grey in the mask: the ignore index of the data set.',
    entries: {
      affine: { options: { scale: [0.8, 0.8], rotate: [20, 20], shear: { x: [15, 15], y: 0 } } },
      centerCrop: { options: { width: 96, height: 64 } },
      cropNonEmptyMask: { options: { width: 60, height: 60 } },
      d4: { options: {}, epoch: 3 },
      elastic: { options: { strength: 6, sigma: 10 } },
      foregroundCrop: { options: { width: 60, height: 60, probability: 1 } },
      gridDistortion: { options: { strength: 0.6 } },
      gridShuffle: { options: { columns: 4, rows: 3 } },
      gridWarp: { options: { strength: 0.2 } },
      horizontalFlip: { options: { probability: 1 } },
      letterbox: { options: { width: 120, height: 120 } },
      longestMaxSize: { options: { side: 100 } },
      opticalDistortion: { options: { strength: [0.8, 0.8] } },
      padIfNeeded: { options: { minWidth: 200, minHeight: 140 } },
      padToMultiple: { options: { multiple: 64, border: 'reflect101' } },
      perspective: { options: { strength: 0.25 } },
      randomCrop: { options: { width: 80, height: 60 }, epoch: 2 },
      randomResizedCrop: { options: { width: 112, height: 112, scale: [0.3, 0.5] } },
      randomScale: { options: { scale: 0.6 } },
      resize: { options: { width: 90, height: 90 } },
      rotate: { options: { rotate: [30, 30], fitOutput: true } },
      rotate90: { options: {}, epoch: 3 },
      shiftScaleRotate: { options: { shift: 0.1, scale: 1.2, rotate: [15, 15] } },
      smallestMaxSize: { options: { side: 80 } },
      thinPlateSpline: { options: { strength: 0.08 } },
      transpose: { options: { probability: 1 } },
      verticalFlip: { options: { probability: 1 } },
    },
  },
  {
    title: 'Colour and brightness',
    text: 'They change the picture and leave the mask alone.',
    entries: {
      autoContrast: plain,
      brightnessContrast: { options: { brightness: [0.2, 0.2], contrast: [0.3, 0.3] } },
      channelDropout: plain,
      channelShuffle: { options: {}, epoch: 2 },
      clahe: { options: { clipLimit: 4 } },
      colorJitter: { options: { brightness: 1.2, contrast: 1.2, saturation: 1.8, hue: [60, 60] } },
      enhance: { options: { kind: 'color', factor: 2.5 } },
      equalize: plain,
      fourierDomainAdaptation: { options: { references: ['partner'], beta: 0.05 } },
      gamma: { options: { gamma: 0.5 } },
      histogramMatching: { options: { references: ['partner'], blend: 1 } },
      hueSaturationValue: { options: { hue: [120, 120], saturation: [0.3, 0.3], value: 0 } },
      invert: plain,
      normalize: { options: { mode: 'minMaxPerChannel' } },
      planckianJitter: plain,
      posterize: { options: { bits: 2 } },
      rgbShift: { options: { red: [0.3, 0.3], green: 0, blue: [-0.2, -0.2] } },
      sepia: plain,
      solarize: { options: { threshold: 0.6 } },
      stainJitter: { options: { hematoxylin: 1.6, eosin: 0.6 }, picture: 'tissue' },
      toFloat: plain,
      toGray: plain,
    },
  },
  {
    title: 'Blur, noise and compression',
    text: 'What cameras, lenses and files do to pictures. The mask stays as it is.',
    entries: {
      boxBlur: { options: { size: 5 } },
      chromaticAberration: plain,
      defocus: { options: { radius: 3 } },
      downscale: plain,
      emboss: { options: { alpha: 0.6, strength: 0.7 } },
      gaussianBlur: { options: { sigma: 2 } },
      gaussianNoise: { options: { sigma: 0.08 } },
      glassBlur: plain,
      imageCompression: { options: { quality: 10 } },
      isoNoise: { options: { brightness: 0.3, color: 0.1 } },
      medianBlur: { options: { size: 5 } },
      motionBlur: { options: { size: 15, angle: [20, 20] } },
      multiplicativeNoise: { options: { per: 'value', factor: [0.6, 1.4] } },
      saltAndPepper: { options: { amount: 0.06 } },
      sharpen: { options: { alpha: 0.5, lightness: 1 } },
      unsharpMask: { options: { sigma: 2, alpha: 1 } },
      vignette: plain,
      zoomBlur: { options: { factor: 1.15 } },
    },
  },
  {
    title: 'Weather',
    text: 'What the sky does to pictures. The mask stays as it is.',
    entries: { fog: plain, rain: plain, shadow: plain, snow: plain, sunFlare: plain },
  },
  {
    title: 'Dropping',
    text: 'They take parts out of the picture. What becomes of the mask there is an option: here it is kept but for `maskDropout`.',
    entries: {
      coarseDropout: { options: { holes: 4 } },
      gridDropout: { options: { cell: 16 } },
      maskDropout: { options: { fill: 'mean' } },
      pixelDropout: { options: { rate: 0.1 } },
    },
  },
  {
    title: 'Mixing',
    text: 'They take in other samples, here three other cars of which each has a class of its own.',
    entries: {
      copyPaste: { options: { probability: 1, scale: 0.7 } },
      cutMix: { options: { probability: 1 }, epoch: 3 },
      mixCompose: {
        options: {
          mixes: [
            { name: 'mosaic', options: { probability: 1 } },
            { name: 'copyPaste', options: { probability: 1, scale: 0.5 } },
          ],
        },
      },
      mixOneOf: {
        options: {
          mixes: [
            { name: 'mosaic', options: { probability: 1, fit: 'crop' } },
            { name: 'copyPaste', options: { probability: 1 } },
          ],
        },
        epoch: 2,
      },
      mixUp: { options: { probability: 1, alpha: 4 } },
      mosaic: { options: { probability: 1 } },
    },
  },
  {
    title: 'Policies',
    text: 'They draw operations of a list, from the papers that named them. Masks follow.',
    entries: {
      randAugment: { options: { count: 2, magnitude: 20 }, epoch: 3 },
      trivialAugment: { options: { operations: ['rotate'] }, epoch: 2 },
    },
  },
  {
    title: 'Pipelines',
    text: 'They are made of others: flips, a gamma of 0.5, a grid of holes.',
    entries: Object.fromEntries(
      ['compose', 'oneOf', 'someOf', 'randomOrder', 'sequential', 'withProbability'].map((name) => {
        const transforms = [
          { name: 'horizontalFlip', options: { probability: 1 } },
          { name: 'gamma', options: { gamma: [0.5, 0.5] } },
          { name: 'gridDropout', options: { cell: [16, 16] } },
        ];
        const options = name === 'withProbability' ? { probability: 1, transform: transforms[2] } : { transforms };
        return [name, { options, epoch: 2 }];
      }),
    ),
  },
];
