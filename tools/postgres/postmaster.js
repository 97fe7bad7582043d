import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';

/** True while a process with this id runs, also one of another user (EPERM); one that only waits to be buried does not. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (cause) {
    if (cause.code !== 'EPERM') return false;
  }
  return !isZombie(pid);
}

/** The state is the letter after the command's closing bracket (proc_pid_stat(5)); only Linux shows it so. */
function isZombie(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return status.slice(status.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
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
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid) || !(await isServerOf(pid, dataFolder))) return null;
  return Number.isInteger(port) && port > 0 ? { pid, port } : null;
}

/** Reads the process' command where the system shows it (Linux); elsewhere the pid file is believed. */
async function isServerOf(pid, dataFolder) {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  if (command === null) return process.platform !== 'linux';
  const [program, ...args] = command.split('\0');
  return basename(program) === 'postgres' && args.includes(dataFolder);
}
