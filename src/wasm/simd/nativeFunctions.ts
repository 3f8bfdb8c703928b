/** A place in the memory of tfjs: bytes from its start. */
export type Pointer = number;

/** One way to convolve: by Winograd's algorithm for filters up to 2×2 or 3×3, or by laying out columns. */
export interface ConvolutionFunctions {
  /** The bytes of scratch memory that the others need. */
  scratch(geometry: Pointer): number;
  forward(
    geometry: Pointer,
    x: Pointer,
    filter: Pointer,
    bias: Pointer,
    low: number,
    high: number,
    y: Pointer,
    scratch: Pointer,
  ): void;
  backpropFilter(geometry: Pointer, x: Pointer, dy: Pointer, filter: Pointer, scratch: Pointer): void;
}

/** The functions of the module; `src/wasm/native` says what each does. */
export interface NativeFunctions {
  winograd2Scratch: ConvolutionFunctions['scratch'];
  winograd2Forward: ConvolutionFunctions['forward'];
  winograd2BackpropFilter: ConvolutionFunctions['backpropFilter'];
  winograd3Scratch: ConvolutionFunctions['scratch'];
  winograd3Forward: ConvolutionFunctions['forward'];
  winograd3BackpropFilter: ConvolutionFunctions['backpropFilter'];
  columnsScratch: ConvolutionFunctions['scratch'];
  columnsForward: ConvolutionFunctions['forward'];
  columnsBackpropFilter: ConvolutionFunctions['backpropFilter'];
  columnsBackpropInput(geometry: Pointer, dy: Pointer, filter: Pointer, dx: Pointer, scratch: Pointer): void;
  flipFilter(filter: Pointer, flipped: Pointer, taps: number, inChannels: number, outChannels: number): void;
  depthwiseForward(geometry: Pointer, x: Pointer, filter: Pointer, y: Pointer): void;
  depthwiseBackpropFilter(geometry: Pointer, x: Pointer, dy: Pointer, filter: Pointer): void;
  depthwiseBackpropInput(geometry: Pointer, dy: Pointer, filter: Pointer, dx: Pointer): void;
  matMulScratch(rows: number, columns: number, depth: number): number;
  matMul(
    a: Pointer,
    b: Pointer,
    rows: number,
    columns: number,
    depth: number,
    transposeB: 0 | 1,
    c: Pointer,
    scratch: Pointer,
  ): void;
  matMulTransposed(
    a: Pointer,
    b: Pointer,
    rows: number,
    columns: number,
    depth: number,
    c: Pointer,
    scratch: Pointer,
  ): void;
  resampleAxis(
    x: Pointer,
    outer: number,
    length: number,
    inner: number,
    outputs: number,
    width: number,
    starts: Pointer,
    weights: Pointer,
    y: Pointer,
  ): void;
  gelu(x: Pointer, count: number, y: Pointer): void;
  geluBackprop(dy: Pointer, x: Pointer, count: number, dx: Pointer): void;
  reluBackprop(dy: Pointer, x: Pointer, count: number, dx: Pointer): void;
  logisticEntropy(x: Pointer, positive: Pointer, negative: Pointer, count: number, y: Pointer): void;
  logisticEntropyBackprop(
    dy: Pointer,
    x: Pointer,
    positive: Pointer,
    negative: Pointer,
    count: number,
    dx: Pointer,
  ): void;
  groupedScratch(geometry: Pointer, groups: number): number;
  groupedForward(
    geometry: Pointer,
    groups: number,
    x: Pointer,
    filter: Pointer,
    backwards: 0 | 1,
    y: Pointer,
    scratch: Pointer,
  ): void;
  groupedBackpropInput(
    geometry: Pointer,
    groups: number,
    dy: Pointer,
    filter: Pointer,
    dx: Pointer,
    scratch: Pointer,
  ): void;
  groupedBackpropFilter(
    geometry: Pointer,
    groups: number,
    x: Pointer,
    dy: Pointer,
    filter: Pointer,
    scratch: Pointer,
  ): void;
  maxPoolBackprop(geometry: Pointer, dy: Pointer, x: Pointer, dx: Pointer): void;
  channelSumsScratch(channels: number): number;
  channelSums(
    x: Pointer,
    outer: number,
    rows: number,
    channels: number,
    factor: number,
    sums: Pointer,
    scratch: Pointer,
  ): void;
  batchNormScratch(channels: number): number;
  batchNormMoments(
    x: Pointer,
    pictures: number,
    rows: number,
    channels: number,
    mean: Pointer,
    variance: Pointer,
    exact: Pointer,
    scratch: Pointer,
  ): void;
  batchNormNormalize(
    x: Pointer,
    mean: Pointer,
    variance: Pointer,
    gamma: Pointer,
    beta: Pointer,
    rows: number,
    channels: number,
    epsilon: number,
    y: Pointer,
    scratch: Pointer,
  ): void;
  batchNormGradSums(
    dy: Pointer,
    x: Pointer,
    mean: Pointer,
    variance: Pointer,
    pictures: number,
    rows: number,
    channels: number,
    epsilon: number,
    dGamma: Pointer,
    dBeta: Pointer,
    exact: Pointer,
    scratch: Pointer,
  ): void;
  batchNormGradInput(
    dy: Pointer,
    x: Pointer,
    mean: Pointer,
    variance: Pointer,
    gamma: Pointer,
    dGamma: Pointer,
    dBeta: Pointer,
    rows: number,
    total: number,
    channels: number,
    epsilon: number,
    dx: Pointer,
    scratch: Pointer,
  ): void;
  blend(old: Pointer, keep: number, fresh: Pointer, share: number, size: number, blended: Pointer): void;
  sumOfSquares(x: Pointer, size: number): number;
  takePixels(
    x: Pointer,
    batch: number,
    inHeight: number,
    inWidth: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    rows: Pointer,
    columns: Pointer,
    y: Pointer,
  ): void;
  addPixels(
    dy: Pointer,
    batch: number,
    inHeight: number,
    inWidth: number,
    channels: number,
    outHeight: number,
    outWidth: number,
    rows: Pointer,
    columns: Pointer,
    dx: Pointer,
  ): void;
  addTo(to: Pointer, from: Pointer, count: number): void;
  copyRuns(to: Pointer, toStride: number, from: Pointer, fromStride: number, rows: number, count: number): void;
  adamStep(
    weight: Pointer,
    gradient: Pointer,
    first: Pointer,
    second: Pointer,
    size: number,
    keep1: number,
    fresh1: number,
    keep2: number,
    fresh2: number,
    epsilon: number,
    stepSize: number,
    rootCorrection: number,
    newWeight: Pointer,
    newFirst: Pointer,
    newSecond: Pointer,
  ): void;
}
