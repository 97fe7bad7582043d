// Bundled from source by run.mjs, as an application would get it from the registry.
import { compile, createClient, evaluate, obfuscate, parseRuleset } from '../../../.cache/bench/assay.mjs';
import { flagKeys, subjects } from '../workload.mjs';

export const settings = 'logger, default de-duplication';

export async function start({ text, obfuscated = false }) {
  const ruleset = obfuscated ? JSON.stringify(obfuscate(parseRuleset(text))) : text;
  let logged = 0;
  const began = performance.now();
  const client = createClient({ offline: true, ruleset, onAssignment: () => logged++ });
  const initMs = performance.now() - began;
  return {
    initMs,
    logged: () => logged,
    string: (key, subject) => client.getString(key, subject.key, subject.attributes, 'default'),
    json: (key, subject) => client.getJson(key, subject.key, subject.attributes, null),
    details: (key, subject) => client.getStringDetails(key, subject.key, subject.attributes, 'default').value,
    stop: () => client.close(),
  };
}

/**
 * Reading, compiling and evaluating each flag once, or JSON.parse of the same bytes: one of them as the first thing this
 * process does, or both again and again. In milliseconds of the main thread's CPU, so that neighbours weigh less.
 */
export function startUp(text, part) {
  const subject = { key: subjects[0].key, attributes: subjects[0].attributes, now: Date.now() };
  const parts = {
    parse: () => JSON.parse(text),
    once() {
      const compiled = compile(parseRuleset(text));
      for (const key of flagKeys) evaluate(compiled, key, 'STRING', subject);
    },
  };
  if (part !== 'warm') return timeOf(parts[part]);
  const [parse, once] = [[], []];
  for (let i = 0; i < 60; i++) {
    parse.push(timeOf(parts.parse));
    once.push(timeOf(parts.once));
  }
  const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
  return { parse: median(parse), once: median(once) };
}

function timeOf(run) {
  const before = process.threadCpuUsage();
  run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
