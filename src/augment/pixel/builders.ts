import { builderOf, type TransformBuilders } from '../builders.js';
import { defocus } from './blur/defocus.js';
import { emboss } from './blur/emboss.js';
import { gaussianBlur } from './blur/gaussianBlur.js';
import { glassBlur } from './blur/glassBlur.js';
import { motionBlur } from './blur/motionBlur.js';
import { sharpen } from './blur/sharpen.js';
import { unsharpMask } from './blur/unsharpMask.js';
import { boxBlur, medianBlur } from './blur/windowBlurs.js';
import { zoomBlur } from './blur/zoomBlur.js';
import { chromaticAberration } from './camera/chromaticAberration.js';
import { downscale } from './camera/downscale.js';
import { imageCompression } from './camera/imageCompression.js';
import { vignette } from './camera/vignette.js';
import { channelDropout } from './color/channelDropout.js';
import { channelShuffle } from './color/channelShuffle.js';
import { colorJitter } from './color/colorJitter.js';
import { enhance } from './color/enhance.js';
import { hueSaturationValue } from './color/hueSaturationValue.js';
import { sepia } from './color/sepia.js';
import { toGray } from './color/toGray.js';
import { fourierDomainAdaptation } from './domain/fourierDomainAdaptation.js';
import { stainJitter } from './domain/stainJitter.js';
import { autoContrast } from './histogram/autoContrast.js';
import { clahe } from './histogram/clahe.js';
import { equalize } from './histogram/equalize.js';
import { histogramMatching } from './histogram/histogramMatching.js';
import { brightnessContrast } from './levels/brightnessContrast.js';
import { gamma } from './levels/gamma.js';
import { invert } from './levels/invert.js';
import { planckianJitter } from './levels/planckianJitter.js';
import { posterize } from './levels/posterize.js';
import { rgbShift } from './levels/rgbShift.js';
import { solarize } from './levels/solarize.js';
import { gaussianNoise } from './noise/gaussianNoise.js';
import { isoNoise } from './noise/isoNoise.js';
import { multiplicativeNoise } from './noise/multiplicativeNoise.js';
import { saltAndPepper } from './noise/saltAndPepper.js';
import { normalize } from './values/normalize.js';
import { toFloat } from './values/toFloat.js';
import { fog } from './weather/fog.js';
import { rain } from './weather/rain.js';
import { shadow } from './weather/shadow.js';
import { snow } from './weather/snow.js';
import { sunFlare } from './weather/sunFlare.js';

/** What changes the values of pixels, by name. */
export const pixelBuilders: TransformBuilders = {
  autoContrast: builderOf(autoContrast),
  boxBlur: builderOf(boxBlur),
  brightnessContrast: builderOf(brightnessContrast),
  channelDropout: builderOf(channelDropout),
  channelShuffle: builderOf(channelShuffle),
  chromaticAberration: builderOf(chromaticAberration),
  clahe: builderOf(clahe),
  colorJitter: builderOf(colorJitter),
  defocus: builderOf(defocus),
  downscale: builderOf(downscale),
  emboss: builderOf(emboss),
  enhance: builderOf(enhance),
  equalize: builderOf(equalize),
  fog: builderOf(fog),
  fourierDomainAdaptation: builderOf(fourierDomainAdaptation),
  gamma: builderOf(gamma),
  gaussianBlur: builderOf(gaussianBlur),
  gaussianNoise: builderOf(gaussianNoise),
  glassBlur: builderOf(glassBlur),
  histogramMatching: builderOf(histogramMatching),
  hueSaturationValue: builderOf(hueSaturationValue),
  imageCompression: builderOf(imageCompression),
  invert: builderOf(invert),
  isoNoise: builderOf(isoNoise),
  medianBlur: builderOf(medianBlur),
  motionBlur: builderOf(motionBlur),
  multiplicativeNoise: builderOf(multiplicativeNoise),
  normalize: builderOf(normalize),
  planckianJitter: builderOf(planckianJitter),
  posterize: builderOf(posterize),
  rain: builderOf(rain),
  rgbShift: builderOf(rgbShift),
  saltAndPepper: builderOf(saltAndPepper),
  sepia: builderOf(sepia),
  shadow: builderOf(shadow),
  sharpen: builderOf(sharpen),
  snow: builderOf(snow),
  solarize: builderOf(solarize),
  stainJitter: builderOf(stainJitter),
  sunFlare: builderOf(sunFlare),
  toFloat: builderOf(toFloat),
  toGray: builderOf(toGray),
  unsharpMask: builderOf(unsharpMask),
  vignette: builderOf(vignette),
  zoomBlur: builderOf(zoomBlur),
};
