import { describeEncoder } from '../../helpers/encoderHarness.js';

describeEncoder({ encoder: 'se_resnet50', strides: 'free' });
