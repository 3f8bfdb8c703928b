import { describeEncoder } from '../../helpers/encoderHarness.js';

describeEncoder({ encoder: 'timm-skresnet18', strides: 'free' });
