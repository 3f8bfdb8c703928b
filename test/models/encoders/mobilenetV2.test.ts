import { describeEncoder } from '../../helpers/encoderHarness.js';

describeEncoder({ encoder: 'mobilenet_v2', strides: 'free' });
