import { type Dataset, estimateMemory, largestBatch, planTraining, type TransformJson } from 'segkit';
import { availableMemory } from 'segkit/node';

/** What a plan decides, of the options of `train`. */
export interface PlannedOptions {
  readonly size: { readonly width: number; readonly height: number };
  readonly depth: number;
  readonly filters: number | readonly number[];
  readonly batchSize: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** Steps over which the rate rises; none without a plan. */
  readonly warmup?: number;
  /** The name of an augmentation, or a pipeline as JSON. */
  readonly augment: string | TransformJson;
}

/**
 * Plans the training on a data set and says why. What was asked for by name wins over the plan.
 *
 * @param isGiven whether an option was given on the command line.
 */
export async function planOptions<Options extends PlannedOptions>(
  data: Dataset,
  options: Options,
  minutes: number | undefined,
  isGiven: (name: string) => boolean,
): Promise<Options> {
  const plan = await planTraining(data, { memory: availableMemory(), ...(minutes !== undefined && { minutes }) });
  console.log(`The plan, but for what was given:\n${plan.why.map((reason) => `  ${reason}`).join('\n')}`);
  const { size, batchSize, epochs, learningRate, warmup, augment } = plan;
  // Filters of each level belong to a depth.
  const depth = isGiven('filters') || isGiven('depth') ? options.depth : plan.depth;
  const filters = depth === plan.depth ? plan.filters : plan.filters[0];
  const all = { size, depth, filters, batchSize, epochs, learningRate, warmup, augment };
  return { ...options, ...Object.fromEntries(Object.entries(all).filter(([name]) => !isGiven(name))) };
}

/** Says what a step will take in memory, and warns where that is more than there is. */
export function reportMemory(model: Parameters<typeof estimateMemory>[0], batchSize: number): void {
  const { total } = estimateMemory(model, { batchSize });
  const free = availableMemory();
  console.log(`About ${gigabytes(total)} of memory for training, of ${gigabytes(free)} that are free.`);
  if (total <= free) return;
  const most = largestBatch(model, { memory: free });
  const cure =
    most > 0
      ? `The largest batch that fits is ${most}: --batch-size ${most}.`
      : 'Not even one picture fits: lower --size or --filters.';
  console.error(`segkit: training needs more memory than is free. ${cure}`);
}

const gigabytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
