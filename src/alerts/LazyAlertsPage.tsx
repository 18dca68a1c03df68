import { LoadingPlaceholder } from '@grafana/ui';
import { Suspense } from 'react';
import { lazily } from '../lazily';

/** Few people come here, and none of them for a panel. */
const Page = lazily(async () => (await import('./AlertsPage')).AlertsPage);

/** The body of the "Alerts" tab. Grafana may change what it hands to such a page, so that nothing of it is used. */
export function AlertsPage() {
  return (
    <Suspense fallback={<LoadingPlaceholder text="Loading…" />}>
      <Page />
    </Suspense>
  );
}
