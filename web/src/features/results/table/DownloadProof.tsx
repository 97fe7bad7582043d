import type { ResultsView } from '@assay/api-contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/index.js';
import { saveFile } from '../../../components/index.js';

/** The moments, settings and SQL of what is shown, and the Python program that makes the numbers again. */
export function DownloadProof({ results }: { results: ResultsView }) {
  const { experimentId, method, level, usesCuped: cuped, correction, effect } = results;
  const queries = useQueryClient();
  const download = useMutation({
    mutationFn: () =>
      queries.fetchQuery(api.experiments.verification(experimentId, { method, level, cuped, correction, effect })),
    onSuccess: ({ document: proof, script }) => {
      saveFile('report.json', JSON.stringify(proof, null, 1), 'application/json');
      saveFile('verify.py', script, 'text/x-python');
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
