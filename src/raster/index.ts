export { decodeBmp } from './bmp.js';
export { type Border, borderIndex, borders } from './border.js';
export { boundingBox } from './boundingBox.js';
export { classColors } from './classColors.js';
export { type CocoRle, decodeCocoRle, type EncodeCocoRleOptions, encodeCocoRle } from './cocoRle.js';
export { colorizeLabels, type LabelColorsOptions } from './colorizeLabels.js';
export { colorTable } from './colorTable.js';
export { convertChannels } from './convertChannels.js';
export { type Box, type CenterCropOptions, centerCrop as centerCropPixels, crop as cropPixels } from './crop.js';
export {
  type D4Element,
  d4 as d4Pixels,
  d4Elements,
  flipHorizontal,
  flipVertical,
  rotate90 as rotatePixels,
  transpose as transposePixels,
} from './d4.js';
export {
  type DistanceTransformOptions,
  distanceTransform,
  type SignedDistanceTransformOptions,
  signedDistanceTransform,
} from './distanceTransform.js';
export { fitLongestSide, fitShortestSide } from './fitSize.js';
export { decodeGif } from './gif/decodeGif.js';
export { decodeImage, imageFormat } from './imageFormat.js';
export type { LabelData, LabelMap } from './labelMap.js';
export { type ColorTable, labelsFromColors } from './labelsFromColors.js';
export {
  type LetterboxOptions as LetterboxPixelsOptions,
  type LetterboxPlace,
  letterbox as letterboxPixels,
  letterboxPlace,
} from './letterbox.js';
export { mapLabels, thresholdLabels } from './mapLabels.js';
export { maskEdges } from './maskEdges.js';
export type { Matrix } from './matrix.js';
export { type OverlayOptions, overlay } from './overlay.js';
export type { PackedRaster } from './packRaster.js';
export {
  type Padding,
  type PadFill,
  type PadIfNeededOptions as PadPixelsIfNeededOptions,
  type PadOptions as PadPixelsOptions,
  type PadPosition,
  type PadToMultipleOptions as PadPixelsToMultipleOptions,
  pad as padPixels,
  padIfNeeded as padPixelsIfNeeded,
  padToMultiple as padPixelsToMultiple,
} from './pad.js';
export type { PixelData, PixelGrid } from './pixelGrid.js';
export type { Place } from './place.js';
export { decodePng } from './png/decodePng.js';
export { type EncodePngOptions, encodePng, type Rgb } from './png/encodePng.js';
export { type DecodeCocoPolygonsOptions, decodeCocoPolygons } from './polygons/cocoPolygons.js';
export type { FillRule } from './polygons/fillBetween.js';
export type { Polygon } from './polygons/polygon.js';
export { type RasterizePolygonsOptions, rasterizePolygons } from './polygons/rasterizePolygons.js';
export type { Raster, RasterData } from './raster.js';
export type { Interpolation } from './resample.js';
export {
  nearestIndexes,
  type ResizeOptions as ResizeImageOptions,
  resize as resizeImage,
  resizeLabels,
  type Size,
} from './resize.js';
export {
  type DecodeRleInstancesOptions,
  type DecodeRleOptions,
  decodeRle,
  decodeRleInstances,
  type EncodeRleOptions,
  encodeRle,
} from './rle.js';
export type { RleOrder } from './runs.js';
export type { DecodeOptions, ExifOrientation, ImageFormat, Inflate, Palette, StoredImage } from './storedImage.js';
export { storedToLabels, type ToLabelsOptions } from './storedToLabels.js';
export { storedToRaster, type ToRasterOptions } from './storedToRaster.js';
export { decodeTiff } from './tiff/decodeTiff.js';
export { toUint8 } from './toUint8.js';
export { vocColors } from './vocColors.js';
export { type WarpInterpolation, type WarpOptions, warp as warpPixels } from './warp/warp.js';
export type { Field } from './warp/warpJob.js';
