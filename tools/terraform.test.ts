import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

// Text checks, since the providers' schemas cannot be had without their registry.

const root = 'terraform';
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.tf'))
  .map((name) => join(root, name));
const folders = [...new Set(files.map((file) => dirname(file)))];
const withoutComments = (text: string): string => text.replace(/^\s*#.*$/gm, '');
const textOf = (folder: string): string =>
  files
    .filter((file) => dirname(file) === folder)
    .map((file) => withoutComments(readFileSync(file, 'utf8')))
    .join('\n');

const all = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map((one) => one[1]!))].sort();

describe.each(folders)('%s', (folder) => {
  const text = textOf(folder);

  it('declares every variable that it uses and uses every one that it declares', () => {
    expect(all(text, /\bvar\.(\w+)/g)).toEqual(all(text, /^variable "(\w+)"/gm));
  });

  it('refers to resources, data and modules that are there', () => {
    const declared = all(text, /^(?:resource|data) "(\w+" "\w+)"/gm).map((one) => one.replace('" "', '.'));
    const used = all(text, /\b((?:fastly|google)_\w+\.\w+)/g);
    const modules = all(text, /\bmodule\.(\w+)/g);

    expect(used.filter((one) => !declared.includes(one))).toEqual([]);
    expect(modules).toEqual(all(text, /^module "(\w+)"/gm));
  });

  it('pins its providers and says what each variable and output means', () => {
    const providers = [...text.matchAll(/source\s+=\s+"(?:hashicorp|fastly)\/\w+"\s+version\s+=\s+"~> \d+\.\d+"/g)];
    const described = (kind: string) => [...text.matchAll(new RegExp(`^${kind} "\\w+" \\{\\s+description = `, 'gm'))];

    expect(providers.length).toBe([...text.matchAll(/source\s+=\s+"(?:hashicorp|fastly)\//g)].length);
    expect(providers.length).toBeGreaterThan(0);
    for (const kind of ['variable', 'output']) {
      expect(described(kind)).toHaveLength([...text.matchAll(new RegExp(`^${kind} "`, 'gm'))].length);
    }
  });

  it('holds no secret, opens nothing to everybody and makes no key of a service account', () => {
    expect(text).not.toMatch(/secret_manager_secret_version|secret_data|fastly_kvstore_entr|plaintext/);
    expect(text).not.toMatch(/allUsers|allAuthenticatedUsers|roles\/(?:owner|editor)|google_service_account_key/);
    expect(text).not.toMatch(/(?:token|password|api_key)\s*=\s*"[^"]/);
  });
});

it('gives each module what it asks for and nothing else, and reads only outputs that exist', () => {
  const example = textOf(join(root, 'examples', 'production'));
  for (const [, name, body] of example.matchAll(/^module "(\w+)" \{\n([\s\S]*?)^\}/gm)) {
    const source = /source\s+=\s+"([^"]+)"/.exec(body!)![1]!;
    const module = textOf(join(root, 'examples', 'production', source));
    const required = [...module.matchAll(/^variable "(\w+)" \{\n([\s\S]*?)^\}/gm)]
      .filter(([, , one]) => !/^\s+default\s+=/m.test(one!))
      .map(([, one]) => one!);
    const given = all(body!, /^ {2}(\w+)\s+=/gm).filter((one) => one !== 'source');
    const outputs = all(example, new RegExp(`module\\.${name}\\.(\\w+)`, 'g'));

    expect(given.filter((one) => !all(module, /^variable "(\w+)"/gm).includes(one))).toEqual([]);
    expect(required.filter((one) => !given.includes(one))).toEqual([]);
    expect(outputs.filter((one) => !all(module, /^output "(\w+)"/gm).includes(one))).toEqual([]);
  }
});

it('keeps what must not be lost from being destroyed, and encrypts secrets with a key of the customer', () => {
  for (const kind of [
    'fastly_kvstore',
    'fastly_secretstore',
    'fastly_service_compute',
    'google_secret_manager_secret',
  ]) {
    const bodies = folders.flatMap((folder) => [
      ...textOf(folder).matchAll(new RegExp(`^resource "${kind}" "\\w+" \\{\\n([\\s\\S]*?)^\\}`, 'gm')),
    ]);
    expect(bodies.length).toBeGreaterThan(0);
    for (const [, body] of bodies) expect(body).toContain('prevent_destroy = true');
  }
  expect(textOf(join(root, 'modules', 'google-secrets'))).toContain('customer_managed_encryption');
});

const settings = { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1' };
const hasTerraform = spawnSync('terraform', ['version'], { env: settings }).status === 0;
(hasTerraform ? it : it.skip)('is formatted and parsed by terraform itself', () => {
  const { status, stdout, stderr } = spawnSync('terraform', ['fmt', '-check', '-recursive', root], {
    env: settings,
    encoding: 'utf8',
  });

  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
});
