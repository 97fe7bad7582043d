export declare const findAnalyser: (environment?: NodeJS.ProcessEnv) => string | null;
