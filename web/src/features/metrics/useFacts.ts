import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';

export interface FactChoice {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  /** False: each record counts; there is no number to sum. */
  readonly hasColumn: boolean;
  readonly properties: readonly string[];
  readonly entityIds: readonly string[];
}

/** Facts under the names of their sources, as a select takes them. */
export const groupsOf = (facts: readonly FactChoice[]) =>
  [...new Set(facts.map((fact) => fact.source))].map((source) => ({
    group: source,
    items: facts.filter((fact) => fact.source === source).map(({ id, name }) => ({ value: id, label: name })),
  }));

/** Every fact of every fact source, with the properties that it can be filtered by. */
export function useFacts() {
  const sources = useQuery(api.factSources.list());
  const facts: readonly FactChoice[] = (sources.data ?? []).flatMap((source) =>
    source.facts.map((fact) => ({
      id: fact.id,
      name: fact.name,
      source: source.name,
      hasColumn: fact.column !== null,
      properties: source.properties.map((property) => property.name),
      entityIds: source.entities.map((entity) => entity.entityId),
    })),
  );
  const nameOf = (id: string): string => facts.find((fact) => fact.id === id)?.name ?? id;
  return { sources, facts, nameOf };
}
