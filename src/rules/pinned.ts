/**
 * Panels that something outside of their dashboard points to, such as an alert. Their ids are pinned here, and never used
 * again for another panel: links in old notifications have to open what they meant.
 */

export interface PinnedPanel {
  /** Uid of the dashboard. */
  dashboard: string;
  id: number;
}

const pin =
  (dashboard: string) =>
  (id: number): PinnedPanel => ({ dashboard, id });
const overview = pin('baseten-overview');
const model = pin('baseten-model');
const capacity = pin('baseten-capacity');

export const PINNED = {
  fleetStalled: overview(1001),
  dataAge: overview(1002),
  fleetUnknownCodes: overview(1003),
  fleetInFlight: overview(1004),
  unserved: model(1001),
  codes: model(1002),
  errorsByDeployment: model(1003),
  responseTimes: model(1004),
  firstByte: model(1005),
  inFlight: model(1006),
  replicas: model(1007),
  restarts: model(1008),
  requests: model(1009),
  loadByModel: capacity(1001),
} satisfies Record<string, PinnedPanel>;
