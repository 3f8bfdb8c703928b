/**
 * A worker of `fit`, in a process of its own.
 *
 * @module
 */
import { runReplicaProcess } from '../train/parallel/processLink.js';
import { startReplicaBackend } from './startReplicaBackend.js';

void runReplicaProcess(startReplicaBackend);
