import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';

/** True while a process with this id exists, also one of another user (which answers EPERM). */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return cause.code === 'EPERM';
  }
}

/**
 * The running server of a data folder according to its `postmaster.pid`, or null.
 * Lines of that file: process id, data folder, start time, port (Postgres 18, "storage-file-layout", November 2026).
 * A number that now belongs to some other program counts as not running.
 */
export async function readPostmaster(dataFolder) {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const [pidLine = '', , , portLine = ''] = text.split('\n');
  const pid = Number(pidLine);
  const port = Number(portLine);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid) || !(await isPostgres(pid))) return null;
  return Number.isInteger(port) && port > 0 ? { pid, port } : null;
}

/** Reads the process' command where the system shows it (Linux); elsewhere the pid file is believed. */
async function isPostgres(pid) {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  return command === null ? process.platform !== 'linux' : command.includes('postgres');
}
