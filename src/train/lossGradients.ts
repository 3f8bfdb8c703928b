import * as tf from '@tensorflow/tfjs-core';
import { saveLess } from './savedTensors.js';

/** What the tape of TensorFlow.js remembers of one operation. */
interface TapeNode {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly outputs: readonly tf.Tensor[];
  readonly saved?: readonly tf.Tensor[];
  gradient?: (dys: tf.Tensor[]) => Record<string, () => tf.Tensor>;
}

/**
 * `tf.variableGrads` with half its memory: what the backward pass has used is freed as it goes, where TensorFlow.js keeps
 * every saved tensor and every gradient in between until the end. If something throws, nothing is left either.
 *
 * @returns the loss, and the gradients by the unique names of the variables; both are the caller's.
 */
export function lossGradients(run: () => tf.Scalar, variables: tf.Variable[]): ReturnType<typeof tf.variableGrads> {
  const { state } = tf.engine();
  // Within another gradient, what is saved is needed once more.
  const isOutermost = state.gradientDepth === 0;
  const giveBack = isOutermost ? saveLess() : () => undefined;
  try {
    const runAndPrepare = (): tf.Scalar => {
      const loss = run();
      if (isOutermost) freeWhatIsUsed(state.activeTape as unknown as readonly TapeNode[]);
      return loss;
    };
    // The scope takes the loss along where the backward pass throws.
    return tf.tidy(() => tf.variableGrads(runAndPrepare, variables));
  } catch (error) {
    if (isOutermost) {
      for (const { saved } of state.activeTape ?? []) tf.dispose(saved ?? []);
      state.activeTape = null as unknown as typeof state.activeTape;
    }
    throw error;
  } finally {
    giveBack();
  }
}

/** What the engine hides that is used here. */
interface HiddenParts {
  /** The id that the next tensor would have had; those of all tensors so far are lower. */
  nextTensorId(): number;
}

const hiddenParts = (): HiddenParts => tf.engine() as unknown as HiddenParts;

/**
 * Makes each operation of a tape free what the one before it, in backward order, has used up: its saved tensors and the
 * gradients of its outputs, which no other operation reads.
 */
function freeWhatIsUsed(tape: readonly TapeNode[]): void {
  /** The gradients that were handed back for a tensor, by its id: several where it is used several times. */
  const handedBack = new Map<number, tf.Tensor[]>();
  let used: tf.Tensor[] = [];
  for (const node of tape) {
    const { gradient, saved = [] } = node;
    if (!gradient) continue;
    node.gradient = (dys) => {
      tf.dispose(used);
      used = [...saved, ...node.outputs.flatMap(({ id }) => handedBack.get(id) ?? []), ...dys.filter(Boolean)];
      const firstOwn = hiddenParts().nextTensorId();
      const inputGradients = gradient(dys);
      const own = new Set<number>();
      const handBack = (input: tf.Tensor, dx: tf.Tensor): tf.Tensor => {
        // One that was there before, such as dy itself, or is handed back twice, would be freed while it is still needed.
        const result = dx.id < firstOwn || own.has(dx.id) ? tf.clone(dx) : dx;
        own.add(result.id);
        handedBack.set(input.id, [...(handedBack.get(input.id) ?? []), result]);
        return result;
      };
      return Object.fromEntries(
        Object.entries(inputGradients).map(([name, compute]) => [name, () => handBack(node.inputs[name], compute())]),
      );
    };
  }
}
