import {
  type CertifiedPayload,
  certifiedProblems,
  factSource,
  factSourceOf,
  metric,
  metricOf,
  type CertifiedIds,
} from '@assay/definitions';
import type { Certification, MetricSyncAction, MetricSyncChange } from '@assay/api-contract';
import type { FieldError } from '../../kernel/index.js';
import { mappedByFactSource, problemsOfColumns } from '../column-checks.js';
import { metricsBrokenBy, problemsOfFactSource, problemsOfMetric } from '../cross-checks.js';
import type { BodyOf, CheckedSql, Definition, Known } from '../definition.js';

type Kind = MetricSyncChange['kind'];

/** One object of the payload beside what is stored under its name. */
export interface Wanted<K extends Kind = Kind> {
  /** Where it stands in the payload: `metrics.2`. */
  readonly path: string;
  readonly before: Definition<K> | null;
  readonly after: Definition<K>;
  /** Null = it is stored so already. */
  readonly action: MetricSyncAction | null;
  readonly fields: readonly string[];
}

export interface SyncPlan {
  readonly problems: readonly FieldError[];
  /** Sources first, since metrics name their facts. */
  readonly wanted: readonly Wanted[];
  /** What this tag managed before and names no more; metrics first. */
  readonly gone: readonly Definition<Kind>[];
}

export interface SyncSetting {
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly at: Date;
  readonly allowUpgrades: boolean;
  readonly newId: (of: Kind | 'fact') => string;
  /** What the warehouse said of a source's SQL in this sync; undefined = not asked. */
  readonly shapeOf: (sourceName: string) => CheckedSql | undefined;
}

/** What a payload changes in a workspace, or what is wrong with it. Writes nothing. */
export function planSync(payload: CertifiedPayload, known: Known, setting: SyncSetting): SyncPlan {
  const managed = <K extends Kind>(definitions: readonly Definition<K>[]): Definition<K>[] =>
    definitions.filter(({ certified }) => certified?.syncTag === payload.sync_tag);
  const elsewhere = known.factSources.filter(
    ({ body, certified }) =>
      certified?.syncTag !== payload.sync_tag && !payload.fact_sources.some(({ name }) => name === body.name),
  );
  const problems: FieldError[] = [
    ...certifiedProblems(
      payload,
      known.entities.map(({ body }) => body.name),
      elsewhere.flatMap(({ body }) => body.facts.map(({ name }) => name)),
    ),
  ];
  if (problems.length > 0) return { problems, wanted: [], gone: [] };

  const ids = idsOf(known, setting);
  const say = (path: string, message: string): void => void problems.push({ path, message });
  const sources = payload.fact_sources.flatMap((source, at) => {
    const path = `fact_sources.${at}`;
    const parsed = factSource.safeParse(factSourceOf(source, ids));
    if (!parsed.success) return refused(path, parsed.error.issues, say);
    const before = known.factSources.find(({ body }) => body.name === source.name) ?? null;
    const asked = setting.shapeOf(source.name);
    const checked = asked ?? (before && isSameMapping(before.body, parsed.data) ? before.checked : null);
    const certified = certificationOf(payload, source.reference_url);
    return [wantedOf(path, before, { kind: 'fact_source', body: parsed.data, checked, certified }, setting, say)];
  });
  const metrics = payload.metrics.flatMap((one, at) => {
    const path = `metrics.${at}`;
    const mapped = metricOf(one, payload, ids);
    if (mapped === null)
      return refused(path, [{ path: ['type'], message: 'Metrics of this type cannot be synced.' }], say);
    const parsed = metric.safeParse(mapped);
    if (!parsed.success) return refused(path, parsed.error.issues, say);
    const before = known.metrics.find(({ body }) => body.name === one.name) ?? null;
    const certified = certificationOf(payload, one.reference_url);
    return [wantedOf(path, before, { kind: 'metric', body: parsed.data, checked: null, certified }, setting, say)];
  });
  const isKept = (name: string, of: readonly Wanted[]): boolean => of.some(({ after }) => after.body.name === name);
  const gone = [
    ...managed(known.metrics).filter(({ body }) => !isKept(body.name, metrics)),
    ...managed(known.factSources).filter(({ body }) => !isKept(body.name, sources)),
  ];
  problems.push(...problemsTogether({ sources, metrics, gone }, known));
  return { problems, wanted: [...sources, ...metrics], gone };
}

/** Fact sources of a plan whose SQL or mapping the warehouse has not confirmed. */
export const unconfirmed = ({ wanted }: SyncPlan): readonly BodyOf['fact_source'][] =>
  wanted.flatMap(({ after }) =>
    after.kind === 'fact_source' && after.checked === null ? [after.body as BodyOf['fact_source']] : [],
  );

/** The checks that look across definitions, held against the workspace as it will be. */
function problemsTogether(
  plan: {
    sources: readonly Wanted<'fact_source'>[];
    metrics: readonly Wanted<'metric'>[];
    gone: readonly Definition[];
  },
  known: Known,
): FieldError[] {
  const isGone = ({ id }: Definition): boolean => plan.gone.some((one) => one.id === id);
  const replaced = <K extends Kind>(
    stored: readonly Definition<K>[],
    wanted: readonly Wanted<K>[],
  ): Definition<K>[] => [
    ...stored.filter((one) => !wanted.some(({ before }) => before?.id === one.id)),
    ...wanted.map(({ after }) => after),
  ];
  const after: Known = {
    entities: known.entities,
    propertySources: known.propertySources,
    factSources: replaced(known.factSources, plan.sources),
    metrics: replaced(known.metrics, plan.metrics),
  };
  const below = (path: string, found: readonly FieldError[]): FieldError[] =>
    found.map((one) => ({ path: `${path}.${one.path}`, message: one.message }));
  const others = after.metrics.filter(
    (one) => !isGone(one) && !plan.metrics.some((wanted) => wanted.after.id === one.id),
  );
  return [
    ...plan.sources.flatMap(({ path, after: { id, body, checked } }) => [
      ...below(path, problemsOfFactSource(body, id, after)),
      ...below(path, checked ? problemsOfColumns(mappedByFactSource(body), checked.columns) : []),
    ]),
    ...plan.metrics.flatMap(({ path, after: { body } }) => below(path, problemsOfMetric(body, after))),
    ...plan.sources.flatMap(({ path, before, after: { body } }) =>
      before === null
        ? []
        : metricsBrokenBy(before.id, body, { ...known, metrics: others }).map(({ name, why }) => ({
            path,
            message: `The metric “${name}”, which is not in this payload, needs what this change removes. ${why}`,
          })),
    ),
  ];
}

function wantedOf<K extends Kind>(
  path: string,
  before: Definition<K> | null,
  after: Pick<Definition<K>, 'kind' | 'body' | 'checked' | 'certified'>,
  { organisationId, workspaceId, at, allowUpgrades, newId }: SyncSetting,
  say: (path: string, message: string) => void,
): Wanted<K> {
  if (before === null) {
    const made = {
      ...after,
      id: newId(after.kind),
      organisationId,
      workspaceId,
      teamId: null,
      version: 1,
      createdAt: at,
      updatedAt: at,
    };
    return { path, before, after: made, action: 'create', fields: [] };
  }
  const isOthers = before.certified !== null && before.certified.syncTag !== after.certified?.syncTag;
  if (isOthers) say(`${path}.name`, `“${before.body.name}” is managed by the sync tag “${before.certified?.syncTag}”.`);
  if (before.certified === null && !allowUpgrades) {
    say(
      `${path}.name`,
      `“${before.body.name}” exists and was made by people. Choose another name, or sync with allow_upgrades=true to let this payload take it over.`,
    );
  }
  const fields = fieldsThatDiffer(before.body, after.body);
  const isSame = fields.length === 0 && before.certified?.referenceUrl === after.certified?.referenceUrl;
  const action = before.certified === null ? 'upgrade' : isSame ? null : 'update';
  return {
    path,
    before,
    after: { ...before, ...after, version: before.version + 1, updatedAt: at },
    action,
    fields,
  };
}

/** Names that are not there were refused before; facts keep the id that metrics know them by, wherever they move. */
const idsOf = (known: Known, { newId }: SyncSetting): CertifiedIds => {
  const entities = new Map(known.entities.map(({ id, body }) => [body.name, id]));
  const facts = new Map(known.factSources.flatMap(({ body }) => body.facts.map(({ name, id }) => [name, id] as const)));
  const fact = (name: string): string => {
    const id = facts.get(name) ?? newId('fact');
    facts.set(name, id);
    return id;
  };
  return { entity: (name) => entities.get(name) ?? '', fact };
};

const certificationOf = (payload: CertifiedPayload, own: string | undefined): Certification => ({
  syncTag: payload.sync_tag,
  referenceUrl: own ?? payload.reference_url ?? null,
});

const fieldsThatDiffer = (before: object, after: object): string[] => {
  const [a, b] = [before, after] as Record<string, unknown>[];
  return [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])].filter(
    (field) => JSON.stringify(a?.[field]) !== JSON.stringify(b?.[field]),
  );
};

export const isSameMapping = (a: BodyOf['fact_source'], b: BodyOf['fact_source']): boolean =>
  a.sql === b.sql && JSON.stringify(mappedByFactSource(a)) === JSON.stringify(mappedByFactSource(b));

function refused(
  path: string,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  say: (path: string, message: string) => void,
): [] {
  for (const issue of issues) say([path, ...issue.path.map(String)].join('.'), issue.message);
  return [];
}
