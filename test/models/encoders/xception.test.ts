import { describeEncoder } from '../../helpers/encoderHarness.js';

describeEncoder({ encoder: 'xception', strides: 'fixed' });
