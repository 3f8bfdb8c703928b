import { coresHere, nodeProcess } from '../../core/nodeProcesses.js';
import { openProcesses } from './openProcesses.js';
import { openThreads } from './openThreads.js';
import type { ReplicaEvents, ReplicaLines } from './protocol.js';
import type { ResolvedWorkers } from './workersOptions.js';

/** Starts replicas where their backend can be: in threads, or for tfjs-node in processes. */
export function openLines(workers: ResolvedWorkers, capacity: number, events: ReplicaEvents): ReplicaLines {
  const { count, backend } = workers;
  if (backend === 'wasm' || backend === 'cpu') return openThreads(count, capacity, events);
  const environment = backend === 'tfjs-node-gpu' ? oneGpu : fewerThreads;
  return openProcesses(
    Array.from({ length: count }, (_, replica) => environment(replica, count)),
    events,
  );
}

/** Each replica sees a GPU of its own, of those that this process may use. */
function oneGpu(replica: number): Record<string, string> {
  const visible = nodeProcess()
    .env.CUDA_VISIBLE_DEVICES?.split(',')
    .filter((device) => device.trim() !== '');
  const device = visible?.length ? visible[replica % visible.length] : String(replica);
  // TensorFlow takes all memory of a GPU otherwise, which fails where this process uses the same one.
  return { CUDA_VISIBLE_DEVICES: device, TF_FORCE_GPU_ALLOW_GROWTH: 'true' };
}

/** TensorFlow starts a thread for each core, in each process. */
function fewerThreads(_replica: number, count: number): Record<string, string> {
  if (nodeProcess().env.TF_NUM_INTRAOP_THREADS !== undefined) return {};
  return { TF_NUM_INTRAOP_THREADS: String(Math.max(1, Math.floor(coresHere() / count))) };
}
