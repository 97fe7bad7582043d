import {
  assignmentSourceView,
  definitionUses,
  definitionVersion,
  entityView,
  entryPointView,
  propertySourceView,
  factSourceView,
  metricCalibrationView,
  metricCollectionView,
  metricSyncView,
  metricView,
  pageOf,
  segmentView,
  type AssignmentSourceInput,
  type EntityInput,
  type EntryPointInput,
  type PropertySourceInput,
  type FactSourceInput,
  type MetricCollectionInput,
  type MetricInput,
  type SegmentInput,
} from '@assay/api-contract';
import { send, sendPlain, type Schema } from './client.js';
import { all, one, pages } from './query.js';
import { routes } from './routes.js';

/** List, read, create, replace and delete one kind of definition. */
const collection = <View, Input>(
  schema: Schema<View>,
  list: Schema<{ items: View[]; next: string | null }>,
  path: {
    all: string;
    one: (id: string) => string;
  },
) => ({
  list: () => all(list, path.all),
  byId: (id: string) => one(schema, path.one(id)),
  create: (body: Input) => send(schema, 'POST', path.all, { body }),
  replace: (id: string, version: number, body: Input) => send(schema, 'PUT', path.one(id), { body, version }),
  remove: (id: string, version: number) => sendPlain('DELETE', path.one(id), { version }),
  /** Its saved states, newest first. */
  versions: (id: string) => all(pageOf(definitionVersion), routes.versionsOf(path.one(id))),
  /** What a change of it reaches. */
  uses: (id: string) => one(definitionUses, routes.usesOf(path.one(id))),
});

export const entities = collection<typeof entityView._output, EntityInput>(entityView, pageOf(entityView), {
  all: routes.entities,
  one: routes.entity,
});

export const assignmentSources = collection<typeof assignmentSourceView._output, AssignmentSourceInput>(
  assignmentSourceView,
  pageOf(assignmentSourceView),
  { all: routes.assignmentSources, one: routes.assignmentSource },
);

export const factSources = collection<typeof factSourceView._output, FactSourceInput>(
  factSourceView,
  pageOf(factSourceView),
  { all: routes.factSources, one: routes.factSource },
);

export const entryPoints = collection<typeof entryPointView._output, EntryPointInput>(
  entryPointView,
  pageOf(entryPointView),
  { all: routes.entryPoints, one: routes.entryPoint },
);

export const propertySources = collection<typeof propertySourceView._output, PropertySourceInput>(
  propertySourceView,
  pageOf(propertySourceView),
  { all: routes.propertySources, one: routes.propertySource },
);

export const segments = collection<typeof segmentView._output, SegmentInput>(segmentView, pageOf(segmentView), {
  all: routes.segments,
  one: routes.segment,
});

export const metricCollections = collection<typeof metricCollectionView._output, MetricCollectionInput>(
  metricCollectionView,
  pageOf(metricCollectionView),
  { all: routes.metricCollections, one: routes.metricCollection },
);

export const metrics = {
  ...collection<typeof metricView._output, MetricInput>(metricView, pageOf(metricView), {
    all: routes.metrics,
    one: routes.metric,
  }),
  setTeam: (id: string, version: number, teamId: string | null) =>
    send(metricView, 'PUT', routes.metricTeam(id), { body: { teamId }, version }),
  /** What came from a repository, newest first. */
  syncs: () => pages(pageOf(metricSyncView), routes.metricSyncs),
  /** Its newest A/A check. */
  calibration: (id: string) => one(metricCalibrationView, routes.metricCalibration(id)),
};
