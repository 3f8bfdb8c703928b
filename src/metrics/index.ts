export { accuracyScore } from './accuracyScore.js';
export { averagePrecision } from './averagePrecision.js';
export { type AverageSurfaceDistanceOptions, averageSurfaceDistance } from './averageSurfaceDistance.js';
export { balancedAccuracyScore } from './balancedAccuracyScore.js';
export {
  type CalibrationMetrics,
  type CalibrationMetricsOptions,
  type CalibrationMetricsState,
  type CalibrationResult,
  calibrationMetrics,
} from './calibrationMetrics.js';
export { cohenKappaScore } from './cohenKappaScore.js';
export type { Counts, CountTable, Score } from './counts.js';
export { diceScore } from './diceScore.js';
export { falseNegativeRate } from './falseNegativeRate.js';
export { falsePositiveRate } from './falsePositiveRate.js';
export { fBetaScore } from './fBetaScore.js';
export { type HausdorffDistanceOptions, hausdorffDistance } from './hausdorffDistance.js';
export {
  type InstanceMetrics,
  type InstanceMetricsOptions,
  type InstanceMetricsState,
  instanceMetrics,
} from './instanceMetrics.js';
export type { InstanceResult, InstanceScores } from './instanceResult.js';
export { iouScore } from './iouScore.js';
export {
  type InstanceMatches,
  type MatchInstancesOptions,
  matchInstances,
  type PredictedInstance,
} from './matchInstances.js';
export { mccScore } from './mccScore.js';
export { type MetricFunctionOptions, type MetricFunctionScore, metricFunction } from './metricFunction.js';
export type { MetricArray, MetricData, MetricInput } from './metricInput.js';
export { negativePredictiveValue } from './negativePredictiveValue.js';
export { type OverallScores, overallScores } from './overallScores.js';
export { type PanopticQuality, panopticQuality } from './panopticQuality.js';
export type { PlainNumber } from './plainNumbers.js';
export { precisionScore } from './precisionScore.js';
export { type RankedAveragePrecision, rankedAveragePrecision } from './rankedAveragePrecision.js';
export type { InstanceDetails } from './readInstances.js';
export { recallScore } from './recallScore.js';
export { type ReduceScoreOptions, type Reduction, reduceScore, reductions, scoreTable } from './reduceScore.js';
export type { Report, ReportRow } from './report.js';
export { type SegmentationMetrics, type SegmentationMetricsState, segmentationMetrics } from './segmentationMetrics.js';
export type { PixelOptions, SegmentationMetricsOptions } from './segmentationOptions.js';
export type { ReducedScore, ScoreName, SegmentationResult } from './segmentationResult.js';
export { specificityScore } from './specificityScore.js';
export { surfaceDice } from './surfaceDice.js';
export {
  type SurfaceDirection,
  type SurfaceDistances,
  type SurfaceDistancesOptions,
  surfaceDistances,
} from './surfaceDistances.js';
export {
  type SurfaceMetrics,
  type SurfaceMetricsOptions,
  type SurfaceMetricsState,
  surfaceMetrics,
} from './surfaceMetrics.js';
export type { SurfaceResult, SurfaceScore, SurfaceScoreName } from './surfaceResult.js';
export {
  type ThresholdPoint,
  type ThresholdSweep,
  type ThresholdSweepOptions,
  type ThresholdSweepResult,
  type ThresholdSweepState,
  thresholdSweep,
} from './thresholdSweep.js';
