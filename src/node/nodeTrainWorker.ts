/**
 * A worker of `fit`, in a worker thread.
 *
 * @module
 */
import { runReplicaThread } from '../train/parallel/threadLink.js';
import { startReplicaBackend } from './startReplicaBackend.js';

runReplicaThread(startReplicaBackend);
