import { describeEncoder } from '../../helpers/encoderHarness.js';

describeEncoder({ encoder: 'dpn68', strides: 'free' });
