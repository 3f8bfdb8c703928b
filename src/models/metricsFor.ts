import { type SegmentationMetrics, type SegmentationMetricsOptions, segmentationMetrics } from '../metrics/index.js';
import type { ModelMetadata } from './metadata.js';

/** Counters for what a model predicts: its task, classes and their names come from the model, the rest from the caller. */
export function metricsFor(
  { task, classes, labels }: ModelMetadata,
  options: Pick<SegmentationMetricsOptions, 'fromLogits' | 'ignoreIndex' | 'threshold'>,
): SegmentationMetrics {
  return segmentationMetrics({ task, classes, ...(labels && { labels }), ...options });
}
