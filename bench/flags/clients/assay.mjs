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

/** Reading, compiling and evaluating each flag once, against JSON.parse of the same bytes. */
export function startUp(text) {
  const subject = { key: subjects[0].key, attributes: subjects[0].attributes, now: Date.now() };
  const once = () => {
    const compiled = compile(parseRuleset(text));
    for (const key of flagKeys) evaluate(compiled, key, 'STRING', subject);
  };
  return timeBoth(() => JSON.parse(text), once);
}

function timeBoth(parse, once) {
  const [parseTimes, onceTimes] = [[], []];
  for (let i = 0; i < 30; i++) {
    const began = performance.now();
    parse();
    const between = performance.now();
    once();
    parseTimes.push(between - began);
    onceTimes.push(performance.now() - between);
  }
  const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
  return { firstParse: parseTimes[0], first: onceTimes[0], parse: median(parseTimes), once: median(onceTimes) };
}
