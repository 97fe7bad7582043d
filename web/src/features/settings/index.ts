export { ApiKeyForm } from './ApiKeyForm.js';
export { CustodyForm } from './CustodyForm.js';
export { EnvironmentForm } from './EnvironmentForm.js';
export { MemberForm, roleChoices } from './MemberForm.js';
export { RevokeButton } from './RevokeButton.js';
export { roleWords } from './roles.js';
export { SdkKeyForm } from './SdkKeyForm.js';
export { ShownOnce } from './ShownOnce.js';
export { ApprovalSwitch } from './ApprovalSwitch.js';
