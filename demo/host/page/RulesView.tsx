import { css } from '@emotion/css';
import { useEffect, useState } from 'react';
import type { GrafanaTheme2 } from '@grafana/data';
import {
  Alert,
  Badge,
  Button,
  LoadingPlaceholder,
  Stack,
  useStyles2,
  type BadgeColor,
  type IconName,
} from '@grafana/ui';
import { loadRules, type ProvisionedRule } from './provisioned';
import { stateOf, type RuleState } from './rules';

interface Row {
  group: string;
  interval: string;
  rule: ProvisionedRule;
}

const looks: Record<RuleState['state'], { color: BadgeColor; icon: IconName }> = {
  firing: { color: 'red', icon: 'fire' },
  pending: { color: 'orange', icon: 'clock-nine' },
  normal: { color: 'green', icon: 'check-circle' },
  'no data': { color: 'blue', icon: 'circle' },
  error: { color: 'purple', icon: 'exclamation-triangle' },
};

/** The provisioned alert rules with their present state, each evaluated by the plugin's backend as Grafana would. */
export function RulesView() {
  const styles = useStyles2(getStyles);
  const [rows, setRows] = useState<Row[]>();
  const [states, setStates] = useState<Record<string, RuleState>>({});
  const [failure, setFailure] = useState<string>();
  const [runs, setRuns] = useState(0);

  useEffect(() => {
    loadRules().then(setRows, (error: unknown) => setFailure(JSON.stringify(error)));
  }, []);

  useEffect(() => {
    let late = false;
    const evaluate = async () => {
      const now = Date.now();
      // One after the other: a Grafana spreads them over the minute too.
      for (const { rule, interval } of rows ?? []) {
        const state = await stateOf(rule, interval, now);
        if (late) {
          return;
        }
        setStates((before) => ({ ...before, [rule.uid]: state }));
      }
    };
    void evaluate();
    return () => {
      late = true;
    };
  }, [rows, runs]);

  if (failure) {
    return <Alert title="The provisioned rules could not be read.">{failure}</Alert>;
  }
  if (!rows) {
    return <LoadingPlaceholder text="Reading the provisioned rules …" />;
  }
  const known = Object.keys(states).length;
  return (
    <Stack direction="column" gap={1}>
      <Stack alignItems="center" gap={2}>
        <span>
          {rows.length} rules of provisioning/alerting, evaluated now and at a few moments before, for as long as each
          has to hold
          {known < rows.length ? ` (${known} so far)` : ''}.
        </span>
        <Button size="sm" variant="secondary" icon="sync" onClick={() => setRuns((before) => before + 1)}>
          Evaluate again
        </Button>
      </Stack>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>State</th>
            <th>Rule</th>
            <th>Severity</th>
            <th>Holds for</th>
            <th>Alerts</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ group, rule }) => (
            <tr key={rule.uid} data-testid="rule">
              <td>{states[rule.uid] ? <StateBadge state={states[rule.uid]} /> : '…'}</td>
              <td>
                <div>{rule.title}</div>
                <div className={styles.hint}>{group}</div>
              </td>
              <td>{rule.labels['severity']}</td>
              <td>{rule.for}</td>
              <td>
                <Alerts state={states[rule.uid]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Stack>
  );
}

function StateBadge({ state }: { state: RuleState | undefined }) {
  return state ? <Badge text={state.state} {...looks[state.state]} /> : null;
}

function Alerts({ state }: { state: RuleState | undefined }) {
  const styles = useStyles2(getStyles);
  if (!state) {
    return null;
  }
  if (state.error) {
    return <span>{state.error}</span>;
  }
  if (state.alerts.length === 0) {
    return <span className={styles.hint}>{state.series} series</span>;
  }
  return (
    <>
      {state.alerts.map((alert, index) => (
        <div key={index}>
          {alert.state}: {Object.values(alert.labels).filter(Boolean).join(' · ') || 'all'}
        </div>
      ))}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%',
    borderCollapse: 'collapse',
    background: theme.colors.background.primary,
    'th, td': {
      padding: theme.spacing(0.75, 1.5),
      borderBottom: `1px solid ${theme.colors.border.weak}`,
      textAlign: 'left',
      verticalAlign: 'top',
    },
    'td:first-of-type': { whiteSpace: 'nowrap' },
  }),
  hint: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
