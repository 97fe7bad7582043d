import { expect, it } from '@jest/globals';
import { newAllocation } from '../waterfall/allocations.js';
import { isScheduled, nextPhase, stagesOf, stateAt } from './schedule.js';

const gate = newAllocation('gate', [{ key: 'on', name: 'On', value: true }], []);
const now = new Date('2026-12-03T12:00:30Z');
const phases = [
  { at: '2026-12-02T00:00:00Z', trafficExposure: 0.1 },
  { at: '2026-12-04T00:00:00Z', trafficExposure: 1 },
];

it('tells the times of each share', () => {
  const stages = stagesOf({ ...gate, trafficExposure: 0, phases, endAt: '2026-12-09T00:00:00Z' });

  expect(stages.map(({ until, trafficExposure }) => [trafficExposure, until?.slice(8, 10)])).toEqual([
    [0, '02'],
    [0.1, '04'],
    [1, '09'],
  ]);
  expect(stages.map((stage) => stateAt(stage, now))).toEqual(['past', 'now', 'future']);
});

it('knows an allocation without any date', () => {
  expect([isScheduled(gate), isScheduled({ ...gate, phases })]).toEqual([false, true]);
});

it('offers a next phase that is later and lets in more', () => {
  expect(nextPhase({ ...gate, trafficExposure: 0 }, now)).toEqual({
    at: '2026-12-04T12:00:00.000Z',
    trafficExposure: 0.1,
  });
  expect(nextPhase({ ...gate, phases }, now)).toEqual({ at: '2026-12-05T00:00:00.000Z', trafficExposure: 1 });
});
