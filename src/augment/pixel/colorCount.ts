import type { Raster } from '../../raster/raster.js';

/** How many channels light falls on: red, green and blue where there are three or more, else all. */
export const colorCount = ({ channels }: Raster): number => Math.min(3, channels);
