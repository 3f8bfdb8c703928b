export { type DefocusOptions, type DefocusParams, defocus } from './blur/defocus.js';
export { type EmbossOptions, type EmbossParams, emboss } from './blur/emboss.js';
export { type GaussianBlurOptions, type GaussianBlurParams, gaussianBlur } from './blur/gaussianBlur.js';
export { type GlassBlurOptions, type GlassBlurParams, glassBlur } from './blur/glassBlur.js';
export { type MotionBlurOptions, type MotionBlurParams, motionBlur } from './blur/motionBlur.js';
export { type SharpenOptions, type SharpenParams, sharpen } from './blur/sharpen.js';
export { type UnsharpMaskOptions, type UnsharpMaskParams, unsharpMask } from './blur/unsharpMask.js';
export { boxBlur, medianBlur, type WindowBlurOptions, type WindowBlurParams } from './blur/windowBlurs.js';
export { type ZoomBlurOptions, type ZoomBlurParams, zoomBlur } from './blur/zoomBlur.js';
export {
  type ChromaticAberrationOptions,
  type ChromaticAberrationParams,
  chromaticAberration,
} from './camera/chromaticAberration.js';
export { type DownscaleOptions, type DownscaleParams, downscale } from './camera/downscale.js';
export {
  type ImageCompressionOptions,
  type ImageCompressionParams,
  imageCompression,
} from './camera/imageCompression.js';
export { type VignetteOptions, type VignetteParams, vignette } from './camera/vignette.js';
export { type ChannelDropoutOptions, type ChannelDropoutParams, channelDropout } from './color/channelDropout.js';
export { type ChannelShuffleParams, channelShuffle } from './color/channelShuffle.js';
export { type ColorChange, type ColorJitterOptions, type ColorJitterParams, colorJitter } from './color/colorJitter.js';
export { type Enhancement, type EnhanceOptions, type EnhanceParams, enhance } from './color/enhance.js';
export {
  type HueSaturationValueOptions,
  type HueSaturationValueParams,
  hueSaturationValue,
} from './color/hueSaturationValue.js';
export { type SepiaOptions, type SepiaParams, sepia } from './color/sepia.js';
export { type GrayMethod, type ToGrayOptions, toGray } from './color/toGray.js';
export {
  type FourierDomainAdaptationOptions,
  type FourierDomainAdaptationParams,
  fourierDomainAdaptation,
} from './domain/fourierDomainAdaptation.js';
export { type StainJitterOptions, type StainJitterParams, stainJitter } from './domain/stainJitter.js';
export { type AutoContrastOptions, type AutoContrastParams, autoContrast } from './histogram/autoContrast.js';
export { type ClaheOptions, type ClaheParams, clahe } from './histogram/clahe.js';
export { type EqualizeOptions, equalize } from './histogram/equalize.js';
export {
  type HistogramMatchingOptions,
  type HistogramMatchingParams,
  histogramMatching,
  type ReferenceHistogram,
} from './histogram/histogramMatching.js';
export {
  type BrightnessContrastOptions,
  type BrightnessContrastParams,
  brightnessContrast,
} from './levels/brightnessContrast.js';
export { type GammaOptions, type GammaParams, gamma } from './levels/gamma.js';
export { invert } from './levels/invert.js';
export { type PlanckianJitterOptions, type PlanckianJitterParams, planckianJitter } from './levels/planckianJitter.js';
export { type PosterizeOptions, type PosterizeParams, posterize } from './levels/posterize.js';
export { type RgbShiftOptions, type RgbShiftParams, rgbShift } from './levels/rgbShift.js';
export { type SolarizeOptions, type SolarizeParams, solarize } from './levels/solarize.js';
export { type GaussianNoiseOptions, type GaussianNoiseParams, gaussianNoise } from './noise/gaussianNoise.js';
export { type IsoNoiseOptions, type IsoNoiseParams, isoNoise } from './noise/isoNoise.js';
export {
  type MultiplicativeNoiseOptions,
  type MultiplicativeNoiseParams,
  multiplicativeNoise,
} from './noise/multiplicativeNoise.js';
export { type SaltAndPepperOptions, type SaltAndPepperParams, saltAndPepper } from './noise/saltAndPepper.js';
export { type NormalizeMode, type NormalizeOptions, normalize } from './values/normalize.js';
export { type ToFloatOptions, toFloat } from './values/toFloat.js';
export { type FogOptions, type FogParams, fog } from './weather/fog.js';
export { type RainOptions, type RainParams, rain } from './weather/rain.js';
export { type ShadowOptions, type ShadowParams, shadow } from './weather/shadow.js';
export { type SnowOptions, type SnowParams, snow } from './weather/snow.js';
export { type SunFlareOptions, type SunFlareParams, sunFlare } from './weather/sunFlare.js';
