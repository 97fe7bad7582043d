import {
  decideAll,
  evaluationOf,
  findSplit,
  md5Hex,
  precompute,
  startSubject,
  toBase64,
  flatAttributes,
  type Attributes,
  type BanditActions,
  type CompiledSplit,
  type ContextAttributes,
  type Evaluation,
  type LinkedFlag,
} from '@assay/flag-evaluation';
import { notPublished, problem, tooLarge } from './problem.js';
import { json, type EdgeAnswer, type EdgeRequest } from './exchange.js';
import { holdModels, holdRuleset } from './held.js';
import type { Grant, HeldRuleset, Platform } from './platform.js';
import { hashSubject, isRecord, parseObject, plainAttributes, readAttributes } from './subject.js';

interface AssignmentsRequest {
  readonly key: string;
  readonly attributes: Attributes | ContextAttributes;
  readonly actions: Readonly<Record<string, BanditActions>>;
}

/** Answers with all of one subject's assignments (UFC, format PRECOMPUTED). */
export async function assign(request: EdgeRequest, platform: Platform, grant: Grant): Promise<EdgeAnswer> {
  const text = await request.text(platform.config.maxBodyBytes);
  if (text === null) return tooLarge(platform);
  const asked = readRequest(text);
  if (typeof asked === 'string') return problem(400, 'invalid_input', asked);
  const held = await holdRuleset(platform, grant);
  if (held === null) return notPublished();
  const hasActions = Object.keys(asked.actions).length > 0;
  return json(200, hasActions ? await withActions(platform, grant, held, asked) : await write(platform, held, asked));
}

/** What is asked, or what is wrong with it. */
function readRequest(text: string): AssignmentsRequest | string {
  const body = parseObject(text);
  if (body === null) return 'Send a JSON object with "subject_key" and "subject_attributes".';
  const key = body.subject_key;
  if (typeof key !== 'string' || key === '') return 'subject_key: give the subject as a text that is not empty.';
  const given = body.subject_attributes ?? {};
  if (!isRecord(given)) return 'subject_attributes: send an object of attributes.';
  const actions = body.bandit_actions ?? {};
  if (!isRecord(actions)) return 'bandit_actions: send an object of actions by flag key.';
  const wrong = Object.entries(actions).find(([, one]) => !isRecord(one) && !isNames(one));
  if (wrong !== undefined) return `bandit_actions.${wrong[0].slice(0, 100)}: send an object of attributes by action.`;
  return { key, attributes: readAttributes(given), actions: mapActions(actions) };
}

const isNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const mapActions = (actions: Readonly<Record<string, unknown>>): Record<string, BanditActions> =>
  Object.fromEntries(
    Object.entries(actions).map(([flagKey, one]) => [
      flagKey,
      isNames(one)
        ? one
        : Object.fromEntries(
            Object.entries(one as Readonly<Record<string, unknown>>).map(([key, given]) => [
              key,
              readAttributes(given),
            ]),
          ),
    ]),
  );

async function withActions(
  platform: Platform,
  grant: Grant,
  held: HeldRuleset,
  { key, attributes, actions }: AssignmentsRequest,
): Promise<unknown> {
  const plain = { key, attributes: flatAttributes(attributes), now: platform.now() };
  const subject = await hashSubject(platform, held, plain);
  return precompute(
    held.ruleset,
    { ...subject, attributes },
    {
      models: await holdModels(platform, grant),
      banditActions: actions,
      ...(platform.encode !== null && { encode: platform.encode }),
    },
  );
}

/** Without bandits every assignment is one of few: the JSON of each is written once and joined from then on. */
async function write(platform: Platform, held: HeldRuleset, asked: AssignmentsRequest): Promise<string> {
  const { ruleset, flags, fragments } = held;
  const attributes = plainAttributes(flatAttributes(asked.attributes));
  const subject = startSubject(ruleset, { key: asked.key, attributes, now: platform.now() });
  const { createdAt, environment, precomputed } = ruleset.data;
  const head = { format: 'PRECOMPUTED', obfuscated: true, salt: precomputed?.salt ?? '', createdAt };
  let text = `${JSON.stringify({ ...head, environment: { name: environment } }).slice(0, -1)},"flags":{`;
  let isFirst = true;
  const join = (flag: LinkedFlag, split: CompiledSplit): void => {
    const fragment = fragments[split[0]] ?? (fragments[split[0]] = makeFragment(platform, held, flag, split));
    if (fragment === '') return;
    text += isFirst ? fragment : `,${fragment}`;
    isFirst = false;
  };
  if (platform.md5 !== null) await decideAll(ruleset, flags, subject, platform.md5, join);
  else {
    for (const flag of flags) {
      const split = findSplit(ruleset, flag.row, subject);
      if (split !== null) join(flag, split);
    }
  }
  return `${text}},"bandits":{}}`;
}

/** Empty when the split's value is not of the flag's type. */
function makeFragment(
  { encode }: Platform,
  { ruleset, texts }: HeldRuleset,
  flag: LinkedFlag,
  split: CompiledSplit,
): string {
  const evaluation = evaluationOf(ruleset, flag, split);
  if (evaluation.code !== 'MATCH') return '';
  const { flagKey } = flag;
  const { precomputed } = ruleset.data;
  const hashed = precomputed?.keys[flagKey] ?? md5Hex((precomputed?.salt ?? '') + flagKey);
  return writeFragment(hashed, evaluation, remembering(encode ?? toBase64, texts));
}

/** Keys of variations and allocations are much the same from flag to flag. */
const remembering =
  (encode: (text: string) => string, known: Map<string, string>) =>
  (text: string): string => {
    let encoded = known.get(text);
    if (encoded === undefined) known.set(text, (encoded = encode(text)));
    return encoded;
  };

/** Hashes and base64 need no escaping: the JSON is put together as text. */
function writeFragment(hashed: string, evaluation: Evaluation, encode: (text: string) => string): string {
  const { type, value, variationKey, allocationKey, extraLogging, doLog, entityId } = evaluation;
  const text = type === 'JSON' ? JSON.stringify(value) : String(value);
  let logging = '';
  for (const name in extraLogging) {
    logging += `${logging === '' ? '' : ','}"${encode(name)}":"${encode(extraLogging[name]!)}"`;
  }
  return (
    `"${hashed}":{"flagKey":"${hashed}","variationType":"${type}","variationValue":"${encode(text)}",` +
    `"variationKey":"${encode(variationKey ?? '')}","allocationKey":"${encode(allocationKey ?? '')}",` +
    `${logging === '' ? '' : `"extraLogging":{${logging}},`}"doLog":${doLog}${entityId === null ? '' : `,"entityId":${entityId}`}}`
  );
}
