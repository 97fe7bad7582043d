/** Kept equal to package.json by a test. */
export const sdkVersion = '0.1.0';
