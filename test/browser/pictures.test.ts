import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { imageToRaster, maskToLabelMap, rasterToImageData } from '../../src/browser/index.js';
import { DataError } from '../../src/core/errors.js';
import { encodePng } from '../../src/raster/index.js';
import { gifFile } from '../raster/files.js';

/** As much of a page as the functions touch. What is drawn on a canvas is four bytes a pixel. */
class FakeImageData {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  constructor(data: Uint8ClampedArray, width: number, height: number) {
    [this.data, this.width, this.height] = [data, width, height];
  }
}

interface Drawable {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
}

class FakeCanvas {
  readonly width: number;
  readonly height: number;
  private drawn: Drawable | undefined;
  constructor(width: number, height: number) {
    [this.width, this.height] = [width, height];
  }
  getContext(kind: string, options: unknown): unknown {
    expect([kind, options]).toEqual(['2d', { willReadFrequently: true }]);
    return {
      drawImage: (source: Drawable, x: number, y: number) => {
        expect([x, y]).toEqual([0, 0]);
        this.drawn = source;
      },
      getImageData: (x: number, y: number, width: number, height: number, settings: unknown) => {
        expect([x, y, width, height]).toEqual([0, 0, this.width, this.height]);
        expect(settings).toEqual({ colorSpace: 'srgb' });
        return new FakeImageData(this.drawn!.pixels, width, height);
      },
    };
  }
}

const pixels = Uint8ClampedArray.of(1, 2, 3, 255, 4, 5, 6, 128);
const close = vi.fn();
const createImageBitmap = vi.fn(async () => ({ width: 2, height: 1, pixels, close }));

beforeEach(() => {
  vi.stubGlobal('ImageData', FakeImageData);
  vi.stubGlobal('OffscreenCanvas', FakeCanvas);
  vi.stubGlobal('createImageBitmap', createImageBitmap);
  vi.clearAllMocks();
});
afterEach(() => vi.unstubAllGlobals());

const blob = (bytes: Uint8Array): Blob => new Blob([bytes as BlobPart]);
const jpeg = blob(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0));

describe('imageToRaster', () => {
  it('decodes PNG files itself, 16 bits included', async () => {
    const bytes = await encodePng({ data: Uint16Array.of(1, 300, 65535), width: 1, height: 1, channels: 3 });
    expect((await imageToRaster(blob(bytes))).data).toEqual(Uint16Array.of(1, 300, 65535));
    expect((await imageToRaster(blob(bytes), { depth: 8, channels: 4 })).data).toEqual(Uint8Array.of(0, 1, 255, 255));
    expect(createImageBitmap).not.toHaveBeenCalled();
  });

  it('lets the browser decode JPEG files, unmanaged and upright, and closes the bitmap', async () => {
    const raster = await imageToRaster(jpeg);
    expect(raster).toEqual({ data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 2, height: 1, channels: 3 });
    expect(createImageBitmap).toHaveBeenCalledWith(jpeg, {
      colorSpaceConversion: 'none',
      premultiplyAlpha: 'none',
      imageOrientation: 'from-image',
    });
    expect(close).toHaveBeenCalledOnce();
    await imageToRaster(jpeg, { orientation: 'ignore' });
    expect(createImageBitmap).toHaveBeenLastCalledWith(jpeg, expect.objectContaining({ imageOrientation: 'none' }));
  });

  it('reads image data, bitmaps, canvases, images and videos', async () => {
    const data = new FakeImageData(pixels, 2, 1) as unknown as ImageData;
    const rgba = { data: Uint8Array.from(pixels), width: 2, height: 1, channels: 4 };
    const copy = await imageToRaster(data, { channels: 'keep' });
    expect(copy).toEqual(rgba);
    expect(copy.data.buffer).not.toBe(pixels.buffer);
    const bitmap = { width: 2, height: 1, pixels } as unknown as ImageBitmap;
    expect(await imageToRaster(bitmap, { channels: 4 })).toEqual(rgba);
    const image = { width: 99, height: 99, naturalWidth: 2, naturalHeight: 1, pixels } as unknown as HTMLImageElement;
    expect((await imageToRaster(image)).width).toBe(2);
    const video = { width: 99, height: 99, videoWidth: 2, videoHeight: 1, pixels } as unknown as HTMLVideoElement;
    expect(await imageToRaster(video, { size: { width: 4, height: 2 } })).toMatchObject({ width: 4, height: 2 });
    const waiting = { naturalWidth: 0, naturalHeight: 0 } as unknown as HTMLImageElement;
    await expect(imageToRaster(waiting)).rejects.toThrow('the picture has no pixels (yet). Wait for its load event');
  });

  it('says what is wrong with a file, and its name', async () => {
    createImageBitmap.mockRejectedValueOnce(new Error('The source image could not be decoded.'));
    const text = new File(['no picture'], 'notes.txt');
    await expect(imageToRaster(text)).rejects.toThrow(
      'imageToRaster: notes.txt: The source image could not be decoded.',
    );
    await expect(imageToRaster(new Blob([]))).rejects.toThrow('imageToRaster: the file is empty.');
    await expect(imageToRaster(new Blob([]))).rejects.toBeInstanceOf(DataError);
    await expect(imageToRaster(jpeg, { channels: 2 as 3 })).rejects.toThrow('imageToRaster: channels is 2.');
    await expect(imageToRaster(jpeg, { size: { width: 2, height: 0 } })).rejects.toThrow('size.height is 0');
    await expect(imageToRaster(jpeg, { sise: 1 } as never)).rejects.toThrow('Did you mean "size"?');
  });
});

describe('maskToLabelMap', () => {
  it('reads indices without a canvas', async () => {
    const labels = { data: Uint8Array.of(0, 1, 2, 3), width: 2, height: 2 };
    expect(await maskToLabelMap(blob(await encodePng(labels)))).toEqual(labels);
    expect(await maskToLabelMap(blob(gifFile({ width: 2, height: 2, pixels: labels.data, rootBits: 2 })))).toEqual(
      labels,
    );
    expect(createImageBitmap).not.toHaveBeenCalled();
  });

  it('refuses files that lose labels, and says which', async () => {
    const file = new File([Uint8Array.of(0xff, 0xd8, 0xff)], 'mask.jpg');
    await expect(maskToLabelMap(file)).rejects.toThrow(
      'maskToLabelMap: mask.jpg: jpeg files have no exact labels: save masks as PNG.',
    );
    const large = blob(await encodePng({ data: new Uint8Array(4), width: 2, height: 2 }));
    await expect(maskToLabelMap(large, { maxPixels: 3 })).rejects.toThrow('more than maxPixels (3)');
  });
});

describe('rasterToImageData', () => {
  it('makes opaque RGBA of whatever it gets', () => {
    const grey = { data: Float32Array.of(0, 1), width: 2, height: 1, channels: 1 };
    const { data, width, height } = rasterToImageData(grey);
    expect([...data]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
    expect(data).toBeInstanceOf(Uint8ClampedArray);
    expect([width, height]).toEqual([2, 1]);
  });
});
