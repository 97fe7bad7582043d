/** Injection token of the key that signs session cookies. */
export const SESSION_KEY = Symbol('session key');
