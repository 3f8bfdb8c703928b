import { describeEncoder } from '../../helpers/encoderHarness.js';

describeEncoder({ encoder: 'vgg11_bn', strides: 'fixed', firstChannels: 64 });
