import { describe, expect, it } from 'vitest';
import { WeightsError } from '../../../src/core/errors.js';
import { Hdf5Bytes } from '../../../src/weights/hdf5/hdf5Bytes.js';
import { type Hdf5Dataset, type Hdf5Group, openHdf5 } from '../../../src/weights/hdf5/openHdf5.js';
import { undoFilters } from '../../../src/weights/hdf5/readFilters.js';
import { chunkedHdf5, tinyModel, tinyValues, tinyWeights } from '../../helpers/kerasFiles.js';

const open = (bytes: Uint8Array): Hdf5Group => openHdf5('test', 'file.h5', bytes);
const dataset = (bytes: Uint8Array, path: string): Hdf5Dataset => open(bytes).open(path) as Hdf5Dataset;

describe('openHdf5', () => {
  it('reads groups, attributes and arrays', async () => {
    const root = open(tinyWeights());
    expect([...root.names].sort()).toEqual(['layers', 'vars']);
    const vars = root.open('layers/conv2d_1/vars') as Hdf5Group;
    expect([vars.kind, vars.path]).toEqual(['group', '/layers/conv2d_1/vars']);
    expect(vars.attributes.get('name')).toBe('head');
    const kernel = vars.open('0') as Hdf5Dataset;
    expect([kernel.kind, kernel.shape]).toEqual(['dataset', [1, 1, 2, 1]]);
    expect(await kernel.read()).toEqual(Float32Array.from(tinyValues[2]));
    expect(root.open('layers/none')).toBeUndefined();
    expect(root.open('layers/conv2d/vars/0/deeper')).toBeUndefined();
  });

  it('reads lists of texts, and long ones', () => {
    const { attributes } = open(tinyModel());
    expect(JSON.parse(attributes.get('model_config') as string)).toMatchObject({ class_name: 'Functional' });
    const weights = open(tinyModel()).open('model_weights') as Hdf5Group;
    expect(weights.attributes.get('layer_names')).toEqual(['picture', 'first', 'head']);
  });

  it('reads chunks, plain and compressed, that stick out of the array', async () => {
    const expected = Float32Array.from({ length: 35 }, (_, i) => i / 2 - 3);
    expect(await dataset(chunkedHdf5(), 'plain').read()).toEqual(expected);
    expect(await dataset(chunkedHdf5(), 'gzip').read()).toEqual(expected);
  });

  it('undoes the shuffling of bytes, and leaves a checksum out', async () => {
    const bytes = new Hdf5Bytes('test', 'file.h5', new Uint8Array(100));
    const shuffled = Uint8Array.from([1, 3, 5, 2, 4, 6]);
    const filters = [
      { id: 2, values: [2] },
      { id: 3, values: [] },
    ];
    const stored = Uint8Array.from([...shuffled, 9, 9, 9, 9]);
    expect(await undoFilters(bytes, stored, { filters, mask: 0, size: 6 })).toEqual(
      Uint8Array.from([1, 2, 3, 4, 5, 6]),
    );
    expect(await undoFilters(bytes, shuffled, { filters, mask: 2, size: 6 })).toEqual(
      Uint8Array.from([1, 2, 3, 4, 5, 6]),
    );
    expect(await undoFilters(bytes, shuffled, { filters, mask: 3, size: 6 })).toEqual(shuffled);
    const unknown = undoFilters(bytes, shuffled, { filters: [{ id: 32000, values: [] }], mask: 0, size: 6 });
    await expect(unknown).rejects.toThrow('test: file.h5: a data set is packed by filter 32000');
  });

  it('refuses what is no HDF5 file', () => {
    expect(() => open(new Uint8Array(100))).toThrow('test: file.h5: it is no HDF5 file');
    expect(() => open(new Uint8Array(0))).toThrow(WeightsError);
  });

  it('refuses a file that is cut off, wherever it is needed', async () => {
    const whole = chunkedHdf5();
    for (let length = 8; length < whole.length; length += 61) {
      const read = async () => {
        for (const path of ['plain', 'gzip']) await dataset(whole.subarray(0, length), path).read();
      };
      await expect(read()).rejects.toThrow(WeightsError);
    }
  });
});
