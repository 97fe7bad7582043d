import type { FlagTrial, FlagView } from '@assay/api-contract';
import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/index.js';
import { Card, Chip, Code, Failure } from '../../components/index.js';
import { attributesIn, attributeValue } from './waterfall/allocations.js';
import type { FlagEnvironment } from './waterfall/useEnvironmentDraft.js';
import { isScheduled } from './schedule/schedule.js';
import { fromField, valueText } from './waterfall/words.js';

interface TryItProps {
  readonly flag: FlagView;
  readonly environment: FlagEnvironment;
}

/** What would this subject get, and why? Asked of what is saved, answered by the evaluator of every SDK. */
export function TryIt({ flag, environment }: TryItProps) {
  const [subjectKey, setSubjectKey] = useState('user-1');
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [added, setAdded] = useState<readonly string[]>([]);
  const [name, setName] = useState('');
  const [at, setAt] = useState('');
  const hasTimes = environment.allocations.some(isScheduled);
  const names = [...new Set([...attributesIn(environment.allocations), ...added])];
  const attributes = Object.fromEntries(
    names.flatMap((attribute) => {
      const text = values[attribute]?.trim() ?? '';
      return text === '' ? [] : [[attribute, attributeValue(text)] as const];
    }),
  );
  const trial = useMutation({
    meta: { isShown: true },
    mutationFn: () => {
      const instant = fromField(at);
      const asked = { environment: environment.environment, subjectKey, attributes };
      return api.flags.tryOut(flag.key, { ...asked, ...(instant !== null && { at: instant }) });
    },
  });
  const add = () => {
    if (name.trim() !== '') setAdded([...added, name.trim()]);
    setName('');
  };
  return (
    <Card title="Try it" note="same code as every SDK">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          trial.mutate();
        }}
      >
        <div className="trial">
          <label htmlFor="trial-subject">subject</label>
          <TextInput
            id="trial-subject"
            size="xs"
            value={subjectKey}
            onChange={(event) => setSubjectKey(event.currentTarget.value)}
          />
          {names.map((attribute) => (
            <TrialField
              key={attribute}
              name={attribute}
              value={values[attribute] ?? ''}
              onChange={(value) => setValues({ ...values, [attribute]: value })}
            />
          ))}
          {hasTimes && (
            <>
              <label htmlFor="trial-at">at (UTC)</label>
              <TextInput
                id="trial-at"
                type="datetime-local"
                size="xs"
                value={at}
                onChange={(event) => setAt(event.currentTarget.value)}
              />
            </>
          )}
          <TextInput
            size="xs"
            aria-label="Another attribute"
            placeholder="another attribute"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
          />
          <Button type="submit" size="xs" loading={trial.isPending} disabled={subjectKey === ''}>
            Try
          </Button>
        </div>
      </form>
      {trial.error && <Failure error={trial.error} />}
      {trial.data && <Trace trial={trial.data} />}
    </Card>
  );
}

const TrialField = ({ name, value, onChange }: { name: string; value: string; onChange: (value: string) => void }) => (
  <>
    <label htmlFor={`trial-${name}`}>{name}</label>
    <TextInput
      id={`trial-${name}`}
      size="xs"
      placeholder="missing"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  </>
);

const codeWords: Readonly<Record<string, string>> = {
  MATCH: 'match',
  FAILING_RULE: 'no rule holds',
  TRAFFIC_EXPOSURE_MISS: 'not let in',
  BEFORE_START_TIME: 'not begun',
  AFTER_END_TIME: 'ended',
  UNEVALUATED: 'not reached',
};

function Trace({ trial }: { trial: FlagTrial }) {
  return (
    <div aria-live="polite">
      <p className="trial-answer">
        {trial.variation === null ? (
          <Chip>The fallback in the code</Chip>
        ) : (
          <>
            <Chip tone="good">{trial.variation}</Chip>
            <Code>{valueText(trial.value)}</Code>
          </>
        )}
      </p>
      <ol className="trace">
        {trial.allocations.map((allocation, at) => (
          <li key={allocation.key}>
            <span className="muted num">{at + 1}</span>
            <span className={allocation.code === 'MATCH' ? 'is-match' : undefined}>{allocation.name}</span>
            <span className={allocation.code === 'MATCH' ? 'is-match' : 'muted'}>
              {codeWords[allocation.code] ?? allocation.code}
            </span>
            {allocation.explanation && <small>{allocation.explanation}</small>}
          </li>
        ))}
      </ol>
    </div>
  );
}
