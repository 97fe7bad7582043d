/** True while a process with this id runs. */
export function isAlive(pid: number): boolean;

/** The running server of a data folder, or null. */
export function readPostmaster(dataFolder: string): Promise<{ readonly pid: number; readonly port: number } | null>;
