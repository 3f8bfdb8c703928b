import { inflateRawSync } from 'node:zlib';
import { crc32 } from '../../src/core/crc32.js';
import { openHdf5 } from '../../src/weights/hdf5/openHdf5.js';

const unpack = (text: string): Uint8Array => new Uint8Array(inflateRawSync(Buffer.from(text, 'base64')));

/**
 * HDF5 that the C library wrote: `/gzip` and `/plain`, both `[5,7]` of float32 −3, −2.5, −2, …, in chunks of `[2,3]`, the first
 * compressed.
 */
export const chunkedHdf5 = (): Uint8Array => unpack(chunked);

/** Weights as Keras 3 writes them, of a 3×3 convolution `first` from 1 channel to 2 and a 1×1 one `head` to 1. */
export const tinyWeights = (): Uint8Array => unpack(weights);

/** The whole model: `first` with a ReLU, `head` with a sigmoid, for pictures of any size; one kernel compressed. */
export const tinyModel = (): Uint8Array => unpack(whole);

/** The whole model as an archive. */
export function tinyArchive(): Uint8Array {
  const { attributes } = openHdf5('tinyArchive', 'tiny', tinyModel());
  return kerasArchive(attributes.get('model_config') as string);
}

/** What all of them have as weights, one after the other. */
export const tinyValues: readonly (readonly number[])[] = [
  Array.from({ length: 18 }, (_, i) => ((i % 5) - 2) / 4),
  [0.5, -0.25],
  [1, -2],
  [0.125],
];

/** A file to put into an archive; what is said of it may be wrong. */
export interface ZipPart {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly method?: number;
  readonly size?: number;
  readonly checksum?: number;
  readonly flags?: number;
}

/** A zip archive of stored files, or of whatever the parts say that they are. */
export function zipOf(parts: readonly ZipPart[]): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, bytes, method = 0, size = bytes.length, checksum = crc32(bytes), flags = 0 } of parts) {
    const label = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(checksum, 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(size, 18);
    common.writeUInt16LE(label.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, label, bytes]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), common, place, label]));
    locals.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...locals, list, end]));
}

/** The archive that Keras 3 makes of a config and weights. */
export function kerasArchive(config: unknown, weightsFile: Uint8Array = tinyWeights()): Uint8Array {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  return zipOf([
    { name: 'metadata.json', bytes: Buffer.from('{"keras_version": "3.15.1"}') },
    { name: 'config.json', bytes: Buffer.from(text) },
    { name: 'model.weights.h5', bytes: weightsFile },
  ]);
}

const chunked =
  '7Zg/aBNRHMe/7901ufxrY6m9GFJ7/hmEDqYWNHTpPWhCioNSHMTFUwu2Nsi5SCmCqS5VQUQcxEptRV1EqODg5oHZFOxmcbGIo0hxchG917yY' +
  '5OkRHNQM7wOPu9/vfX73e9zd9LtSHC0koukoNQzU+C6Y7q/GWZGffHR88VBxdJxa+YI23bhmaHdjYY0oBQFCXQCBfnp2yn0pnhRK8lSHWzox' +
  'ddbsEclB/Dnbk5HZzSPtkI8EQnYDlBLSIdywuMqx1gOyxeqHvhlZMA2YF7lHQbRYLA5CCQE/cAiAYQIa1d6TajHlDwCqxdfQTlz4eOvVkfF8' +
  'niDyy5dJt6g149Wr7GlSPCi8LikfkuKDwsug/tp+x7EAT+57Xnjdkif3vSm82j+mB/R9EODJfZ8Lr1Py5L6v481xzYu0OIdCoVAoFArF/2Lm' +
  '7inHzXneEipxq/TGW0Ul/InsH9MX+U5u5d7cMpnfZq/NzTEy35fB6MPqjh2KdGZ7EUphmYeTruPcRiVW/qolh3L7sm6O4sBnfYDvra17nov5' +
  'vXha3qVd1pMDOYphU4/zvZl1D+H09WwvMufIVZ7JuhPOCk6GrQKQWiAlnttwJxwDHwye63tMnvFc0Z3wKBJPcB+wPcDyAPA1ApRHAI+vF/69' +
  'v8CX7Tu279rNL8BpiMs2cMP3lmxgg+cZYDBgxa/zbGDV308yIMUAiwHrDbV7WP0+y4AcA2zW3KvIgMMMOCrlHaZ+RIVCoVD8U/7uTE3M0Ia2' +
  '1oc3P2doC239Xt6OfRsOmqmlWtS+EzMh2ZNnTF8CPHnGFE00e0EztZ0Bntx3OMCT+45LXtAs60yAJ/e9FODJfe8kmmM1U1MoFAqFQtHu/AA=';

const weights =
  '7ZpBaBNBFIb/mU3SJUa6jdG2Iph404O0ihVEFGyswRYiOUhuIbYpFptYkzQoRozgxYtn8SLipRepZw9VEYIgHjzkYkFBT4Ki4MGLqMzObLoJ' +
  'WRM30bbwPlh29s1k55837+3CvtyKRSe2+nf6ua7D4peitkdejyj7VOLa93gsmuDhNxPaBftxmQftP7TwczDANwAw+ObTVzL5wnN1L1+/MHpK' +
  '6XzhhJqmPs9f8GL2oOFe0vTFXOnAzFmmJG0TRl0aU6OGV5l3CPOWudzCYjFlLmJXRM0ebCXp1c3sSzeS1hzyUQnCSfSGQ9XP+xwkGQZwR5PD' +
  '9qvhUpDoee9p7AmMARq8CMED5NLZDIYjDAZgHlK2Dg7AK5smpj3QKOlt7cslU1KkWRIYiwLcw5iSBetsuYU32R37Q2AD4d2QiwhjUMfgdaGN' +
  'g2l+PQhoDENybMwSVsG6c/fHzxvx8dhk63DxBcRK2UhZLfPq0rsPjp4MAZwxxl14JqY8U38uPMKmY3kvrwpPbg+KpTp4crSqAmj+2WS5u8x9' +
  '4O1x5kaHKuU/ZG6iTw471pC5rVfbee56bNtuRozfLulhNv21XeYyh4xkDufm/k7i80xzfG6AzH28mqy1z9wxn3qzqPhDWF7fTx09/b8VnxqP' +
  'T5leNxp3wArk2bl8oWjbIfVCwPlMesb+7FWBiIW56eJiPlO//1I/CIIgCIIgCIIgCIJYf54AlRXZrIgPScfd2cS1aFeE/antoxRBEARBEBuM' +
  'dpXD5kpNJ5WZpKrMWLWCzVg5PHc4OdxdLXDZ+pdAr2qBn44kV1xI6rYa2Ie1IpsGe8ENeL1auudCEpL/buNuf4smfgM=';

const whole =
  '7VrfaxxFHP/u3uVyvVxtGiKprdJ2HvrikvYSpHoPjZCkRqy0hD4I4dxOdufuttnsHju7aWM4Gh9UBGl9EMWCiv9BtL4IUgK+9KG2pS/VgoL6' +
  'aPHBqi1IUWdn9m5vc5ekKbYG5gN7c7Pfme/M9/v97Mz++L49MXZ4a25nTs1mIcLfAvUCrx8Q55ev/DR0dGJsUt1z83BqJn783tsLcF3hzYqi' +
  'eU4FBeDxPkg3VUbIHwJIwVboZ8JZ1yS2brhO2arAE3sV6AUID64wCyoAHMyEf0Ow8/kRpuExrmGGeJjqc8Sjlut0VJGBpgpWzz/HVGS5imls' +
  'zBDH7Ng5F+ucCn8vmrfvtXfHaeaO8928cWEd7mDt8ypv95Von+ljE+iuWYYfeOSSkGZ62dmusuVRfyoVNY0idyl97cbR0YmX1L54HCNkdrC+' +
  'W7m7TxGrUvXpiAja9Qu3t7Ge+VlmXh76oR/AxvPE0x08S2h7vyiKEs0hKrtjfmLz6orV0+KI6l0PHkc23J27P5zuEIj2juChgFfgP8PZ22OT' +
  '7af0Hov1R2nebGg9l8qr0aXSD8CjtkZIBFUgKvMxf21JUJkXd5SPv9yABzPb2cCZGeI5xL4qbMpsYyfT0xamv3RB6wpyH3jzyrOfrELl2GWQ' +
  'EwMPXLn7fWjE3qQRoChjAGp6JVuVhKvWlPeDsn3Pbs5i2AMDWRg4w5isgpLq6cmDoipK2I85OrsbIKV2wY6mUlUoVaNLwYCHgbt3Tn7Q0Tf9' +
  '0JY2q9qay/YBpJQz++I0+jfSS7DpsPvny+9sgPydV/KJQa74JLRcEVWCzc+FCHatOqWXzz99dhXyN/V1i03m10u/vb8h418YPXokJHlvK+EP' +
  'ij1lAc26ZmATVETh4jxIPWMw3EHoYDlwDN9yHWwjDRk2pjRcmFARHW6RhBs7Ki4gIfUtZx5pyPew5eBpptv3AqKhcLuhqDi1YlAhSYzyolML' +
  '/CNMhLRIt9guW4adxr5R1WkV1wgqTjmBbWvNn0JJQ6Y/z0SobLvYHx5CGqI17FGCimVsU6IhD1cqxGxUE2PVNeSRikV94hFTTC7UjSxn2g0c' +
  'U3dckzDDSnVtnbaNus7c0FjTrnCla+fMSLDCm8Ko5HjJgcaOz9fIMde2jPm26oVLOtlY11DZsv0wbkMa4luBTq3XmKuHteGShqjvWdz8Qujt' +
  'GjZNy6mgIqJMjYZM7GO97Hqz2EdFZFSx4xCb6jYODTMtGzMu6R72SUNJxXODGkXFgoaw4VtzYRNURB6xA6ShgBKd7UDcGZ0DNB1Ytqk3rK6v' +
  'DNkCwl6F/2nxm67zmxWfONT1dL3FeffFNa6nalHf9eZRcarJ4QPagVK9XtLQzCk+iYV6feMUYutFuxCL8/8DAhWSBOKxfqgEolZl1rXMzc4h' +
  'sSy0Z1CJTbEW+HpjxU2QrqQhN/ATLThPQnE7Z8QX/XrjJiJ6NBkeLDwzWGjeWOVEyU0v2+6p5iNC9GjAENoRq0dyNpm4frEPgjCjUU+On02M' +
  'H+rfz8LcvD9u3DM35JyV8X5bYvOIdYeeRBnKm90beDcLEhISEhISEhKPBMcnx8cVUFe8Y9h1n3omxIugJxPn1TX6Gfta66lEv+QLuLQMmYSE' +
  'hISEhISEhISExCPF6ZvGiRPfXl2+tnROye+8dey7/J/VW/dgCWUuhKKlChMvwvNzXx9KD3z4zTKA+1mapYqNACxeBFgcYRlmAHBIOlNCQkJC' +
  'QmKTIMwdfuBM1R5o5hL2RF/ZRZ19eS+/7t140DzV8f1cXyxPFUf5qRvIU/2rMuWslXUavcROvsxWOpRJ+XoyMd9KZmIuPnpS/PHFj2+slXWq' +
  'bMDWc8LWxseATZh1+ulTual/AA==';
