import { expect, it } from '@jest/globals';
import { scheduleCsv } from './csv.js';

const schedule = (unit: string) => ({
  experiment: 'fees-test',
  attribute: 'city',
  cells: [{ unit, startAt: '2026-03-01T00:00:00.000Z', endAt: '2026-03-01T01:00:00.000Z', variation: 'on' }],
});

it('writes a row per unit and slot, with the names of the columns', () => {
  expect(scheduleCsv(schedule('Oslo'))).toBe(
    'unit,start_at,end_at,experiment,variation\r\nOslo,2026-03-01T00:00:00.000Z,2026-03-01T01:00:00.000Z,fees-test,on\r\n',
  );
});

it.each([
  ['a comma, "quoted"', '"a comma, ""quoted"""'],
  ['=cmd()', "'=cmd()"],
])('keeps %s one harmless cell', (unit, written) => {
  expect(scheduleCsv(schedule(unit)).split('\r\n')[1]).toMatch(new RegExp(`^${written.replace(/[()]/g, '\\$&')},`));
});
