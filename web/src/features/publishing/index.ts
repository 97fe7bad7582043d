export { DeliveryState } from './DeliveryState.js';
export { PinButton } from './PinButton.js';
export { PublicationChanges } from './PublicationChanges.js';
export { SigningKeyActs } from './SigningKeyActs.js';
