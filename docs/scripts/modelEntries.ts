import type * as layers from '@tensorflow/tfjs-layers';
import { attentionUnet, type ModelOptions, nnUnet, resUnet, u2net, unet, unet3Plus } from '../../src/models/index.js';

/** A row of the table of networks without an encoder. */
export interface ModelEntry {
  /** The call that builds it. */
  readonly call: string;
  readonly build: (options: ModelOptions) => layers.LayersModel;
  /** Authors and year, and the number of the paper at arxiv.org. */
  readonly paper: string;
  readonly arxiv: string;
}

/** Every network without an encoder, as published where there is more than one. */
export const modelEntries: readonly ModelEntry[] = [
  { call: 'unet()', build: unet, paper: 'Ronneberger et al., 2015', arxiv: '1505.04597' },
  {
    call: "unet({ filters: 64, norm: 'none' })",
    build: (options) => unet({ ...options, filters: 64, norm: 'none' }),
    paper: 'the same, at its published width',
    arxiv: '1505.04597',
  },
  { call: 'attentionUnet()', build: attentionUnet, paper: 'Oktay et al., 2018', arxiv: '1804.03999' },
  { call: 'resUnet()', build: resUnet, paper: 'Zhang et al., 2018', arxiv: '1711.10684' },
  { call: 'unet3Plus()', build: unet3Plus, paper: 'Huang et al., 2020', arxiv: '2004.08790' },
  { call: 'u2net()', build: u2net, paper: 'Qin et al., 2020', arxiv: '2005.09007' },
  {
    call: "u2net({ size: 'small' })",
    build: (options) => u2net({ ...options, size: 'small' }),
    paper: 'the same, U²-Net†',
    arxiv: '2005.09007',
  },
  {
    call: 'nnUnet({ depth: 6 })',
    build: (options) => nnUnet({ ...options, depth: 6 }),
    paper: 'Isensee et al., 2021',
    arxiv: '1809.10486',
  },
  {
    call: "nnUnet({ depth: 6, encoder: 'residual' })",
    build: (options) => nnUnet({ ...options, depth: 6, encoder: 'residual' }),
    paper: 'Isensee et al., 2024',
    arxiv: '2404.09556',
  },
];

/** The encoder with which a kind of network stands in the table: one that it can use. */
export const encoderOf = (architecture: string): string =>
  architecture === 'dpt' ? 'tu-vit_base_patch16_224.augreg_in21k' : 'resnet34';

/** Whether an encoder has a row of its own: not those that another training of the same network is. */
export const isNetwork = (encoder: string): boolean => !/\.[a-z]/.test(encoder);
