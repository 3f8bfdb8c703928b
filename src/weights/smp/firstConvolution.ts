import type { StateEntry } from '../../layers/scope.js';
import type { Adapter } from './applyState.js';

/**
 * Turns the first convolution of a pretrained encoder, or those that lie side by side there, which see three channels,
 * into ones for another number: the sum of
 * the three for one channel, else `w[:, i mod 3] · 3 / channels`, as smp does.
 */
export function firstConvolution(state: readonly StateEntry[]): Adapter {
  const inputChannels = state.find(({ layout }) => layout === 'convolution')?.shape[1];
  return {
    suits: (entry, [filters, channels, ...plane]) =>
      entry.layout === 'convolution' &&
      entry.shape[1] === inputChannels &&
      channels === 3 &&
      [filters, ...plane].join() === [entry.shape[0], ...entry.shape.slice(2)].join(),
    turn: ({ shape: [filters, channels, height, width] }, values) => {
      const plane = height * width;
      const result = new Float32Array(filters * channels * plane);
      for (let at = 0; at < result.length; at++) {
        const [filter, channel, i] = [
          Math.floor(at / (channels * plane)),
          Math.floor(at / plane) % channels,
          at % plane,
        ];
        const weight = (from: number): number => values[(filter * 3 + from) * plane + i];
        result[at] = channels === 1 ? weight(0) + weight(1) + weight(2) : (weight(channel % 3) * 3) / channels;
      }
      return result;
    },
  };
}
