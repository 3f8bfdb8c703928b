import { describeEncoder } from '../../helpers/encoderHarness.js';

describeEncoder({ encoder: 'densenet121', strides: 'fixed' });
