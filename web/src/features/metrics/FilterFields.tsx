import type { Aggregation } from '@assay/definitions';
import { Button, Select, TagsInput } from '@mantine/core';
import type { AggregationProps } from './aggregationProps.js';

/** Only facts whose properties are (not) among some values; all filters must hold. */
export function FilterFields<T extends Pick<Aggregation, 'filters'>>({
  value,
  onChange,
  errorOf,
  properties,
}: AggregationProps<T> & { properties: readonly string[] }) {
  const setAll = (filters: Aggregation['filters']) => onChange({ ...value, filters });
  const set = (at: number, change: Partial<Aggregation['filters'][number]>) =>
    setAll(value.filters.map((filter, other) => (other === at ? { ...filter, ...change } : filter)));
  if (properties.length === 0 && value.filters.length === 0) return null;
  return (
    <>
      {value.filters.map((filter, at) => (
        <div className="field-line is-bare" key={at}>
          <span style={{ paddingTop: 8 }}>{at === 0 ? 'Only where' : 'and'}</span>
          <Select
            aria-label="Property"
            w={160}
            data={[...new Set([...properties, filter.property])]}
            value={filter.property}
            allowDeselect={false}
            error={errorOf(`filters.${at}.property`)}
            onChange={(property) => property && set(at, { property })}
          />
          <Select
            aria-label="Comparison"
            w={110}
            data={[
              { value: 'equals', label: 'is' },
              { value: 'not_equals', label: 'is not' },
            ]}
            value={filter.operation}
            allowDeselect={false}
            onChange={(operation) => set(at, { operation: operation === 'not_equals' ? 'not_equals' : 'equals' })}
          />
          <TagsInput
            className="grow"
            aria-label="Values"
            placeholder="Type a value, then Enter"
            value={filter.values}
            error={errorOf(`filters.${at}.values`)}
            onChange={(values) => set(at, { values })}
          />
          <Button
            variant="subtle"
            color="gray"
            aria-label={`Remove filter ${at + 1}`}
            onClick={() => setAll(value.filters.filter((_, other) => other !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          disabled={properties.length === 0}
          onClick={() => setAll([...value.filters, { property: properties[0] ?? '', operation: 'equals', values: [] }])}
        >
          Add a filter
        </Button>
      </div>
    </>
  );
}
