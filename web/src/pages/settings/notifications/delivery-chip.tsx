import type { DeliveryStatus } from '@assay/api-contract';
import { Chip, type Tone } from '../../../components/index.js';

const words: Readonly<Record<DeliveryStatus, { readonly tone: Tone; readonly text: string }>> = {
  waiting: { tone: 'warn', text: 'under way' },
  delivered: { tone: 'good', text: 'delivered' },
  failed: { tone: 'bad', text: 'given up' },
};

/** How a message fared, in a word. */
export const deliveryChip = (status: DeliveryStatus) => <Chip tone={words[status].tone}>{words[status].text}</Chip>;
