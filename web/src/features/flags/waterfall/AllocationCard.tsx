import type { AllocationInput, FlagVariation } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { Fragment, type KeyboardEvent } from 'react';
import { Code, Tag } from '../../../components/index.js';
import { AllocationEditor } from './AllocationEditor.js';
import { SplitBar } from './SplitBar.js';
import { SwitchbackCard } from '../switchback/SwitchbackCard.js';
import { Timeline } from '../schedule/Timeline.js';
import { kindWords, operatorOf, shareText, valuesOf } from './words.js';

interface AllocationCardProps {
  /** Key of the flag. */
  readonly flag: string;
  readonly allocation: AllocationInput;
  /** The allocation as the server has it; null while it is new. */
  readonly saved: AllocationInput | null;
  /** Key of the environment. */
  readonly environment: string;
  readonly position: number;
  readonly count: number;
  readonly variations: readonly FlagVariation[];
  readonly isEdited: boolean;
  readonly isNew: boolean;
  readonly onEdit: (isEdited: boolean) => void;
  readonly onChange: (allocation: AllocationInput) => void;
  readonly onRemove: () => void;
  readonly onMove: (by: number) => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** One step of the waterfall: shown in words, or opened to be changed. Alt with ↑ or ↓ moves it. */
export function AllocationCard(props: AllocationCardProps) {
  const { flag, environment, allocation, saved, position, count, variations, isEdited, onEdit, onMove } = props;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    onMove(event.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <section
      className="allocation"
      tabIndex={0}
      aria-label={`${position + 1}. ${allocation.name}`}
      aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
      onKeyDown={onKeyDown}
    >
      <span className="position num">{position + 1}</span>
      <h3>
        {allocation.name}
        <Tag>{kindWords[allocation.kind]}</Tag>
      </h3>
      <div className="tools">
        <Tool label="Move up" sign="↑" isDisabled={position === 0} onClick={() => onMove(-1)} />
        <Tool label="Move down" sign="↓" isDisabled={position === count - 1} onClick={() => onMove(1)} />
        {!isEdited && (
          <Button size="compact-sm" variant="default" onClick={() => onEdit(true)}>
            Edit
          </Button>
        )}
      </div>
      {isEdited ? (
        <AllocationEditor {...props} onDone={() => onEdit(false)} />
      ) : (
        <>
          <Shown allocation={allocation} variations={variations} />
          {allocation.switchback && saved?.switchback && (
            <SwitchbackCard
              flag={flag}
              environment={environment}
              allocation={saved.key}
              design={saved.switchback}
              variationKeys={variations.map((variation) => variation.key)}
            />
          )}
        </>
      )}
    </section>
  );
}

const Tool = ({
  label,
  sign,
  isDisabled,
  onClick,
}: {
  label: string;
  sign: string;
  isDisabled: boolean;
  onClick: () => void;
}) => (
  <Button size="compact-sm" variant="subtle" color="gray" aria-label={label} disabled={isDisabled} onClick={onClick}>
    {sign}
  </Button>
);

function Shown({ allocation, variations }: { allocation: AllocationInput; variations: readonly FlagVariation[] }) {
  return (
    <>
      {allocation.rules.map((rule, at) => (
        <div className="condition whole" key={at}>
          <span>{at === 0 ? 'if' : 'or'}</span>
          {rule.conditions.map((condition, position) => (
            <Fragment key={position}>
              {position > 0 && <span>and</span>}
              <Code>{condition.attribute || '…'}</Code>
              <span>{operatorOf(condition)}</span>
              {valuesOf(condition).map((value) => (
                <Code key={value}>{value}</Code>
              ))}
            </Fragment>
          ))}
        </div>
      ))}
      {allocation.audiences.map((key, at) => (
        <div className="condition whole" key={key}>
          <span>{at + allocation.rules.length === 0 ? 'if in audience' : 'or in audience'}</span>
          <Code>{key}</Code>
        </div>
      ))}
      {allocation.requires.map(({ flag, variations: needed }) => (
        <div className="condition whole" key={flag}>
          <span>and flag</span>
          <Code>{flag}</Code>
          <span>serves</span>
          {needed.map((variation) => (
            <Code key={variation}>{variation}</Code>
          ))}
        </div>
      ))}
      <div className="whole">
        <SplitBar allocation={allocation} variationKeys={variations.map((variation) => variation.key)} />
      </div>
      {allocation.layer && (
        <div className="when whole">
          {shareText(allocation.layer.start / 1e4)}–{shareText(allocation.layer.end / 1e4)} of layer{' '}
          <Code>{allocation.layer.key}</Code>
        </div>
      )}
      {allocation.shipped !== null && (
        <div className="when whole">
          Decided: ships <Code>{allocation.shipped}</Code>, and logs nothing any more
        </div>
      )}
      {allocation.holdout && (
        <div className="when whole">
          Holdout <Code>{allocation.holdout.key}</Code> keeps <Code>{allocation.holdout.statusQuo}</Code>
        </div>
      )}
      <Timeline allocation={allocation} now={new Date()} />
    </>
  );
}
