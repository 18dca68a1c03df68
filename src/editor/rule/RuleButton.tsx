import { Alert, Button, Stack, TextArea } from '@grafana/ui';
import { useState } from 'react';
import { t } from '../../i18n';
import { type BasetenQuery } from '../../types';
import { useEditor } from '../context';
import { TextField } from '../fields/TextField';

/** What came of asking for a rule. */
export type RuleOutcome =
  | {
      yaml: string;
      copied: boolean;
      threshold: number;
      /** The same rule with another threshold. */
      again: (threshold: number) => Promise<RuleOutcome>;
    }
  | { error: string };

/** Puts a text on the clipboard; false where the browser does not let us. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

interface ButtonProps {
  query: BasetenQuery;
  onOutcome: (outcome: RuleOutcome) => void;
}

const HOUR_MS = 3_600_000;

/** "Copy as alert rule": the query as a file of Grafana's provisioning. */
export function RuleButton({ query, onOutcome }: ButtonProps) {
  const { datasource, range } = useEditor();
  const [busy, setBusy] = useState(false);
  const rule = async (threshold: number): Promise<RuleOutcome> => {
    try {
      const { alertRule } = await import('./alertRule');
      const rangeMs = range ? range.to.valueOf() - range.from.valueOf() : HOUR_MS;
      const { context, uid } = datasource;
      const yaml = alertRule(datasource.preview(query), { datasourceUid: uid, rangeMs, threshold, context });
      return { yaml, copied: await copy(yaml), threshold, again: rule };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  const make = async () => {
    setBusy(true);
    onOutcome(await rule(0));
    setBusy(false);
  };
  return (
    <Button
      size="sm"
      variant="secondary"
      fill="text"
      icon="bell"
      disabled={busy}
      onClick={() => void make()}
      tooltip={t('editor.rule.about', 'Copy this query as a provisioned Grafana alert rule, in YAML')}
    >
      {t('editor.rule.copy', 'Copy as alert rule')}
    </Button>
  );
}

interface ResultProps {
  outcome: RuleOutcome;
  onOutcome: (outcome: RuleOutcome) => void;
  onClose: () => void;
}

/** The rule to look at and to take by hand, or why there is none. */
export function RuleResult({ outcome, onOutcome, onClose }: ResultProps) {
  if ('error' in outcome) {
    return (
      <Alert
        severity="warning"
        title={t('editor.rule.impossible', "This query can't become an alert rule")}
        topSpacing={0}
        bottomSpacing={1}
        onRemove={onClose}
      >
        {outcome.error}
      </Alert>
    );
  }
  return (
    <Alert
      severity={outcome.copied ? 'success' : 'info'}
      title={
        outcome.copied
          ? t('editor.rule.copied', 'Alert rule copied')
          : t('editor.rule.copy-this', 'Copy this alert rule')
      }
      topSpacing={0}
      bottomSpacing={1}
      onRemove={onClose}
    >
      {t(
        'editor.rule.next',
        "Save it as a file in Grafana's provisioning/alerting folder. How long it has to last stands in it as for."
      )}
      <Stack direction="row" gap={1} alignItems="center">
        {t('editor.rule.threshold', 'Fires above')}
        <TextField
          label={t('editor.rule.threshold', 'Fires above')}
          width={12}
          number="decimal"
          value={String(outcome.threshold)}
          onChange={(text) => void outcome.again(Number(text ?? 0)).then(onOutcome)}
        />
      </Stack>
      <TextArea
        aria-label={t('editor.rule.yaml', 'Alert rule in YAML')}
        readOnly
        rows={8}
        value={outcome.yaml}
        onFocus={(event) => event.currentTarget.select()}
        style={{ fontFamily: 'monospace', marginTop: 8 }}
      />
    </Alert>
  );
}
