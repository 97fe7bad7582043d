import { type AllocationInput, limits } from '@assay/api-contract';
import type { FieldError } from '../../kernel/index.js';
import { isSwitchback, timesOf } from '../switchback/switchback.js';

/** Everything that is wrong with the switchback schedule of an allocation. */
export function checkSwitchback(allocation: AllocationInput, path: string): FieldError[] {
  if (!isSwitchback(allocation)) return [];
  const { kind, splits, phases, startAt, endAt, switchback } = allocation;
  const errors: FieldError[] = [];
  const refuse = (field: string, message: string): void => {
    errors.push({ path: `${path}.${field}`, message });
  };
  if (kind !== 'experiment') refuse('switchback', 'Only an experiment switches back and forth. Make it one.');
  if (phases.length > 0) refuse('phases', 'A switchback has slots instead of phases. Remove the phases.');
  if (startAt === null) refuse('startAt', 'A switchback needs a start: its first slot begins there.');
  if (endAt === null) refuse('endAt', 'A switchback needs an end: its whole schedule is drawn beforehand.');
  if (new Set(splits.map(({ weight }) => weight)).size > 1) {
    refuse('splits', 'A switchback gives every variation the same time. Give them the same weight.');
  }
  switchback.units.forEach((unit, at) => {
    if (switchback.units.indexOf(unit) < at) refuse(`switchback.units.${at}`, `"${unit}" is listed twice.`);
  });
  const slots = timesOf(allocation).length;
  const cells = slots * switchback.units.length;
  if (startAt !== null && endAt !== null && slots < splits.length) {
    const message = `There is time for ${slots} of at least ${splits.length} slots, one for each variation. Choose shorter slots or a later end.`;
    refuse('switchback.slotMinutes', message);
  }
  if (slots > limits.switchbackSlots.limit) {
    const message = `These are ${slots} slots; at most ${limits.switchbackSlots.limit} are published. Choose longer slots or an earlier end.`;
    refuse('switchback.slotMinutes', message);
  } else if (cells > limits.switchbackCells.limit) {
    const message = `${switchback.units.length} units in ${slots} slots make ${cells} cells; at most ${limits.switchbackCells.limit} are published. Choose fewer units or longer slots.`;
    refuse('switchback.units', message);
  }
  return errors;
}
