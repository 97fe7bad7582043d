import type { ResultsView } from '@assay/api-contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/index.js';

/** Hands a text to the browser as a file. */
const save = (name: string, text: string, type: string): void => {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
};

/** The moments, settings and SQL of what is shown, and the Python program that makes the numbers again. */
export function DownloadProof({ results }: { results: ResultsView }) {
  const { experimentId, method, level, usesCuped: cuped, correction, effect } = results;
  const queries = useQueryClient();
  const download = useMutation({
    mutationFn: () =>
      queries.fetchQuery(api.experiments.verification(experimentId, { method, level, cuped, correction, effect })),
    onSuccess: ({ document: proof, script }) => {
      save('report.json', JSON.stringify(proof, null, 1), 'application/json');
      save('verify.py', script, 'text/x-python');
    },
  });
  return (
    <button
      type="button"
      disabled={download.isPending}
      title="Two files: run python3 verify.py report.json"
      onClick={() => download.mutate()}
    >
      Download the proof
    </button>
  );
}
