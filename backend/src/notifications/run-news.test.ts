import { describe, expect, it } from '@jest/globals';
import type { ResultsView } from '@assay/api-contract';
import { newsOfRun } from './run-news.js';

const experiment = { name: 'Checkout', experimentId: 'exp_1' };
const run = { id: 'run_1', status: 'succeeded', error: null, at: new Date('2026-11-02T09:00:00Z') };
const nothing = { verdict: '', failedChecks: [] };

interface Seen {
  readonly method?: ResultsView['method'];
  readonly status?: ResultsView['status'];
  readonly tone?: ResultsView['verdict']['tone'];
  readonly split?: ResultsView['sanity']['split']['status'];
}

/** The parts of results that news is made of. */
const viewOf = ({
  method = 'sequential',
  status = 'running',
  tone = 'neutral',
  split = 'passed',
}: Seen): ResultsView => {
  const passed = { status: 'passed' };
  const names = ['exposure', 'mixed', 'preperiod', 'freshness', 'missing', 'dimensions', 'caps'];
  const sanity = {
    ...Object.fromEntries(names.map((name) => [name, passed])),
    population: null,
    split: { status: split },
  };
  const verdict = { tone, headline: `headline ${tone}`, reason: 'reason', precision: null };
  return { method, status, verdict, sanity } as unknown as ResultsView;
};

const tell = (view: ResultsView | null, before: Parameters<typeof newsOfRun>[3] = nothing) => {
  const { news, told } = newsOfRun(experiment, run, view, before, 'https://assay.example');
  return { events: news.map(({ event }) => event), told, news };
};

it('tells a refresh that failed, with the reason', () => {
  const failed = { ...run, status: 'failed', error: 'The grant is missing.' };

  const { news, told } = newsOfRun(experiment, failed, null, nothing, '');

  expect(news.map(({ event, text }) => [event, text])).toEqual([
    ['experiment.refresh_failed', 'Experiment “Checkout”: the refresh failed. The grant is missing.'],
  ]);
  expect(told).toBe(nothing);
});

describe('given a verdict', () => {
  it('tells it when it comes and when it goes, and not again meanwhile', () => {
    const first = tell(viewOf({ tone: 'good' }));
    const second = tell(viewOf({ tone: 'good' }), first.told);
    const third = tell(viewOf({}), second.told);

    expect([first.events, second.events, third.events]).toEqual([
      ['experiment.refreshed', 'experiment.verdict_changed'],
      ['experiment.refreshed'],
      ['experiment.refreshed', 'experiment.verdict_changed'],
    ]);
    expect(third.news[1]?.text).toContain('not decided any more');
  });

  it('keeps a fixed-horizon one to itself until the experiment is concluded', () => {
    expect(tell(viewOf({ method: 'fixed', tone: 'good' })).events).toEqual(['experiment.refreshed']);
    expect(tell(viewOf({ method: 'fixed', tone: 'good', status: 'concluded' })).events).toContain(
      'experiment.verdict_changed',
    );
  });
});

it('tells a failing check once, and once more when it fails anew', () => {
  const first = tell(viewOf({ split: 'failed' }));
  const still = tell(viewOf({ split: 'failed' }), first.told);
  const mended = tell(viewOf({}), still.told);
  const again = tell(viewOf({ split: 'failed' }), mended.told);

  expect([first, still, mended, again].map(({ events }) => events.includes('experiment.check_failed'))).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(first.news[1]?.data).toMatchObject({ checks: { failed: ['split'], new: ['split'] } });
});
