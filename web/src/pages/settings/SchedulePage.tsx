import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { Card, CodeBlock, Loaded } from '../../components/index.js';
import { ResultsTablesForm, ScheduleForm } from '../../features/schedule/index.js';
import { SettingsPage } from './SettingsPage.js';

/** When analyses are refreshed by themselves, and where else results go. */
export function SchedulePage() {
  const query = useQuery(api.schedule.get());
  const tables = useQuery(api.schedule.resultsTables());
  const call = `curl -X POST ${globalThis.location.origin}/api/v1/upstream/ready \\
  -H "Authorization: Bearer $ASSAY_API_KEY" -H "Content-Type: application/json" \\
  -d '{"sources": ["Orders", "Assignments"]}'`;
  return (
    <SettingsPage action={null}>
      <Loaded query={query}>{(view) => <ScheduleForm key={view.version} view={view} />}</Loaded>
      <Loaded query={tables}>{(view) => <ResultsTablesForm key={view.version} view={view} />}</Loaded>
      <Card title="When upstream is ready" padded>
        <p style={{ marginTop: 0 }}>
          At its end, your pipeline names the sources that it has filled. An experiment that is refreshed “when upstream
          is ready” begins once all sources that it reads were named since its last refresh.
        </p>
        <CodeBlock text={call} label="Announce sources" />
      </Card>
    </SettingsPage>
  );
}
