import { expect, it } from '@jest/globals';
import { fireEvent, screen } from '@testing-library/react';
import { anExperiment, aResults } from '../testing/builders.js';
import { serve } from '../testing/fakeServer.js';
import { renderElement } from '../testing/render.js';
import { LatestDecision } from './LatestDecision.js';

const decided = anExperiment({ id: 'e1', status: 'concluded', concludedAt: '2026-03-20T10:00:00Z' });

const draw = () => {
  serve({ 'GET /api/v1/experiments/e1/results': aResults() });
  return renderElement(<LatestDecision experiment={decided} />);
};

it('shows the verdict with the lift that led to it', async () => {
  draw();

  expect(await screen.findByRole('heading', { name: /Discuss before rolling out/ })).toBeTruthy();
  expect(screen.getByRole('button', { name: /Revenue, lift: .*\+1\.4% to \+5\.2%/ })).toBeTruthy();
});

it('leads from a number to its proof', async () => {
  const { address } = draw();

  fireEvent.click(await screen.findByRole('button', { name: /Revenue, lift/ }));

  expect(address()).toMatch(/^\/experiments\/e1\?proof=/);
});
