import type { SwitchbackDesign, SwitchbackSchedule } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/index.js';
import { Code, Loaded, saveFile } from '../../../components/index.js';
import { formatInstant } from '../../../format/index.js';
import { minutesText } from '../waterfall/words.js';
import { scheduleCsv } from './csv.js';
import '../Flag.css';

interface SwitchbackCardProps {
  readonly flag: string;
  /** Key of the environment. */
  readonly environment: string;
  readonly allocation: string;
  readonly design: SwitchbackDesign;
  readonly variationKeys: readonly string[];
  /** Whether all slots are shown, the first ones first, or only those that come next. */
  readonly isWhole?: boolean;
}

const slotsShown = 48;
/** Four weeks of hours. */
const mostSlots = 672;
const unitsShown = 20;

/** Which unit has which variation when: slots as a grid, and the whole schedule as a file. */
export function SwitchbackCard({
  flag,
  environment,
  allocation,
  design,
  variationKeys,
  isWhole = false,
}: SwitchbackCardProps) {
  const query = useQuery(api.flags.switchback(flag, environment, allocation));
  return (
    <div className="whole switchback">
      <p className="muted">
        Switches every {minutesText(design.slotMinutes)} by <Code>{design.attribute}</Code>
      </p>
      <Loaded query={query}>
        {(schedule) => (
          <>
            <ScheduleGrid schedule={schedule} units={design.units} variationKeys={variationKeys} isWhole={isWhole} />
            <Button
              size="xs"
              variant="default"
              onClick={() => saveFile(`${schedule.experiment}.csv`, scheduleCsv(schedule), 'text/csv')}
            >
              Download the schedule
            </Button>
          </>
        )}
      </Loaded>
    </div>
  );
}

interface ScheduleGridProps {
  readonly schedule: SwitchbackSchedule;
  readonly units: readonly string[];
  readonly variationKeys: readonly string[];
  readonly isWhole: boolean;
}

function ScheduleGrid({ schedule: { cells }, units, variationKeys, isWhole }: ScheduleGridProps) {
  const starts = [...new Set(cells.map(({ startAt }) => startAt))];
  const now = new Date().toISOString();
  const current = Math.max(
    0,
    starts.findLastIndex((start) => start <= now),
  );
  const shown = isWhole ? starts.slice(0, mostSlots) : starts.slice(current, current + slotsShown);
  const served = new Map(cells.map(({ unit, startAt, variation }) => [`${unit}\n${startAt}`, variation]));
  const [first] = shown;
  if (first === undefined) return null;
  return (
    <>
      <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label="Schedule of the switchback">
        <table className="switchback-grid">
          <caption className="muted">
            {shown.length} of {starts.length} slots, from {formatInstant(first)}
          </caption>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">Unit</th>
              {shown.map((start) => (
                <th scope="col" key={start}>
                  {formatInstant(start)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {units.slice(0, unitsShown).map((unit) => (
              <tr key={unit}>
                <th scope="row">{unit}</th>
                {shown.map((start) => {
                  const variation = served.get(`${unit}\n${start}`) ?? '';
                  const shade = Math.max(0, variationKeys.indexOf(variation)) % 4;
                  return (
                    <td
                      key={start}
                      className={`shade-${shade}`}
                      title={`${unit}, ${formatInstant(start)}: ${variation}`}
                    >
                      <span className="visually-hidden">{variation}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {units.length > unitsShown && <p className="muted">and {units.length - unitsShown} more units</p>}
    </>
  );
}
