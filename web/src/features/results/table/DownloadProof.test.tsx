import { expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { aResults } from '../../../testing/builders.js';
import { serve } from '../../../testing/fakeServer.js';
import { renderElement } from '../../../testing/render.js';
import { DownloadProof } from './DownloadProof.js';

it('saves what the numbers were made of, and the program that makes them again, for the view that is shown', async () => {
  const saved: string[] = [];
  URL.createObjectURL = () => 'blob:proof';
  URL.revokeObjectURL = () => {};
  HTMLAnchorElement.prototype.click = function click() {
    saved.push(this.download);
  };
  const asked = serve({
    [`GET /api/v1/experiments/${aResults().experimentId}/verification`]: {
      document: { format: 'assay-verification-1', metrics: [] },
      script: 'print("0 differ")',
    },
  });
  renderElement(<DownloadProof results={aResults({ method: 'fixed', effect: 'absolute' })} />);

  await userEvent.click(screen.getByRole('button', { name: 'Download the proof' }));

  await waitFor(() => expect(saved).toEqual(['report.json', 'verify.py']));
  expect(asked[0]?.search.get('method')).toBe('fixed');
  expect(asked[0]?.search.get('effect')).toBe('absolute');
});
