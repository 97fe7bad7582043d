import { evaluate, startSubject, type CompiledRuleset, type Evaluation, type Subject } from '@assay/flag-evaluation';
import { readSdkKey } from './credential.js';
import { answer, json, matchesTag, type EdgeAnswer, type EdgeRequest } from './exchange.js';
import { holdRuleset } from './held.js';
import type { Grant, Platform } from './platform.js';
import { queryValue, splitUrl } from './route.js';
import { hashSubject, isRecord, parseObject, plainAttributes } from './subject.js';

// The OpenFeature remote evaluation protocol (OFREP, version 0.3.0).

type Reason = 'STATIC' | 'TARGETING_MATCH' | 'SPLIT' | 'DEFAULT';

interface Refusal {
  readonly status: number;
  readonly errorCode: 'PARSE_ERROR' | 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT' | 'GENERAL';
  readonly errorDetails: string;
}

/** Decides one flag for the context in the body. */
export async function evaluateOne(
  request: EdgeRequest,
  platform: Platform,
  grant: Grant,
  key: string,
): Promise<EdgeAnswer> {
  const subject = readContext(await request.text(platform.config.maxBodyBytes), platform);
  if ('errorCode' in subject) {
    const { status, errorCode, errorDetails } = subject;
    return json(status, { key, errorCode, errorDetails });
  }
  const held = await holdRuleset(platform, grant);
  if (held === null) return failed(503, 'Nothing has been published for this environment yet.');
  const evaluation = evaluate(held.ruleset, key, null, subject);
  switch (evaluation.code) {
    case 'MATCH':
      return json(200, success(held.ruleset, evaluation));
    case 'FLAG_UNRECOGNIZED_OR_DISABLED':
      return json(404, { key, errorCode: 'FLAG_NOT_FOUND', errorDetails: `The flag is unknown or off.` });
    case 'DEFAULT_ALLOCATION_NULL':
      // Clients of the single route take an answer without a value for a broken one.
      return json(404, { key, errorCode: 'FLAG_NOT_FOUND', errorDetails: 'No allocation lets this subject in.' });
    default:
      return json(400, { key, errorCode: 'GENERAL', errorDetails: 'The flag could not be evaluated.' });
  }
}

/** Decides every flag for the context in the body; the tag covers values, so that dates that pass change it too. */
export async function evaluateAll(request: EdgeRequest, platform: Platform, grant: Grant): Promise<EdgeAnswer> {
  const asked = readContext(await request.text(platform.config.maxBodyBytes), platform);
  if ('errorCode' in asked) {
    const { status, errorCode, errorDetails } = asked;
    return json(status, { errorCode, errorDetails });
  }
  const { query } = splitUrl(request.url);
  const held = await holdRuleset(platform, grant, unquote(queryValue(query, 'flagConfigEtag')));
  if (held === null) return failed(503, 'Nothing has been published for this environment yet.');
  const { ruleset } = held;
  const subject = await hashSubject(platform, held, startSubject(ruleset, asked));
  const flags = held.flagKeys.map((key) => oneOfMany(ruleset, key, subject));
  const rest = { ...eventStreams(request, platform), metadata: { environment: ruleset.data.environment } };
  const body = `{"flags":[${flags.join(',')}],${JSON.stringify(rest).slice(1)}`;
  const headers = { etag: `"${await platform.sha256(body)}"`, 'cache-control': 'private, no-cache' };
  if (matchesTag(request.header('if-none-match'), headers.etag)) return answer(304, headers, null);
  return json(200, body, headers);
}

/** The answer when something failed on our side. */
export const failed = (status: number, errorDetails: string): EdgeAnswer =>
  json(status, { errorDetails }, status === 503 ? { 'retry-after': '5' } : {});

function readContext(text: string | null, platform: Platform): Subject | Refusal {
  if (text === null) {
    return refusal('PARSE_ERROR', `The body is longer than ${platform.config.maxBodyBytes} bytes.`, 413);
  }
  const body = parseObject(text);
  if (body === null) return refusal('PARSE_ERROR', 'The body is not a JSON object.');
  const { context } = body;
  if (!isRecord(context)) return refusal('INVALID_CONTEXT', 'Send {"context": {"targetingKey": "…"}}.');
  const { targetingKey } = context;
  if (targetingKey === undefined || targetingKey === null || targetingKey === '') {
    return refusal('TARGETING_KEY_MISSING', 'context.targetingKey: give the subject.');
  }
  if (typeof targetingKey !== 'string') return refusal('INVALID_CONTEXT', 'context.targetingKey: send a text.');
  return { key: targetingKey, attributes: plainAttributes(context), now: platform.now() };
}

const refusal = (errorCode: Refusal['errorCode'], errorDetails: string, status = 400): Refusal => ({
  status,
  errorCode,
  errorDetails,
});

function oneOfMany(ruleset: CompiledRuleset, key: string, subject: Subject): string {
  const evaluation = evaluate(ruleset, key, null, subject);
  if (evaluation.code === 'MATCH') return success(ruleset, evaluation);
  // No value: the caller's own default is to be used.
  if (evaluation.code === 'DEFAULT_ALLOCATION_NULL') return JSON.stringify({ key, reason: 'DEFAULT' });
  return JSON.stringify({ key, errorCode: 'GENERAL', errorDetails: 'The flag could not be evaluated.' });
}

/** JSON of a decision. Metadata carry what an assignment event needs, so that a hook can log it. */
function success(ruleset: CompiledRuleset, evaluation: Evaluation): string {
  const answered = {
    key: evaluation.flagKey,
    reason: reasonOf(ruleset, evaluation),
    variant: evaluation.variationKey,
    metadata: {
      ...evaluation.extraLogging,
      allocation: evaluation.allocationKey,
      experiment: `${evaluation.flagKey}-${evaluation.allocationKey}`,
      doLog: evaluation.doLog,
    },
  };
  return `${JSON.stringify(answered).slice(0, -1)},"value":${writeValue(evaluation)}}`;
}

/** A number flag's whole values keep a fraction: languages that tell integers from floats refuse `50` for a float. */
function writeValue({ type, value }: Evaluation): string {
  const text = JSON.stringify(value);
  return type === 'NUMERIC' && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function reasonOf({ data }: CompiledRuleset, { flagKey, allocationKey }: Evaluation): Reason {
  const allocations = Object.hasOwn(data.flags, flagKey) ? data.flags[flagKey]![4] : [];
  const at = allocations.findIndex((one) => one[0] === allocationKey);
  const [, , , , rules, splits] = allocations[at] ?? ['', 0, null, null, null, []];
  if (splits.some((split) => split[3].length > 0)) return 'SPLIT';
  if (rules !== null) return 'TARGETING_MATCH';
  return at > 0 ? 'DEFAULT' : 'STATIC';
}

/** Event streams cannot send headers: the key goes into the address. */
function eventStreams(request: EdgeRequest, { config }: Platform): { readonly eventStreams?: readonly unknown[] } {
  const sdkKey = readSdkKey(request, splitUrl(request.url).query);
  if (config.streamUrl === null || sdkKey === null) return {};
  const url = `${config.streamUrl(request.origin)}?apiKey=${encodeURIComponent(sdkKey)}`;
  return { eventStreams: [{ type: 'sse', url, inactivityDelaySec: 120 }] };
}

const unquote = (tag: string | null): string | null => tag?.replace(/^(W\/)?"|"$/g, '') ?? null;
