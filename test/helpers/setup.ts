// segkit never uses tfjs's chained ops; the layers package registers the gradients, as it does for every consumer.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';

tf.env().set('IS_TEST', true); // no banner
