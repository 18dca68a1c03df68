import { Alert, Button, RadioButtonGroup, Stack, TextArea } from '@grafana/ui';
import { useState } from 'react';
import { t } from '../../i18n';
import { lazily } from '../../lazily';
import { part } from '../../parts';
import { type BasetenQuery } from '../../types';
import { useEditor } from '../context';
import { TextField } from '../fields/TextField';
import { type Limit } from './alertRule';

/** Who only copies asks for no week. */
const RulePreview = lazily(
  async () => (await import('./preview/RulePreview')).RulePreview,
  'Loading the preview of the rule…'
);

/** What came of asking for a rule. */
export type RuleOutcome =
  | {
      yaml: string;
      copied: boolean;
      limit: Limit;
      /** The query as the rule runs it. */
      model: BasetenQuery;
      /** The same rule with another threshold. */
      again: (limit: Limit) => Promise<RuleOutcome>;
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
  const rule = async (limit: Limit): Promise<RuleOutcome> => {
    try {
      const { alertRule, modelOf } = await part(() => import('./alertRule'));
      const rangeMs = range ? range.to.valueOf() - range.from.valueOf() : HOUR_MS;
      const { context, uid } = datasource;
      const filled = datasource.preview(query);
      const yaml = alertRule(filled, { datasourceUid: uid, rangeMs, limit, context });
      return { yaml, copied: await copy(yaml), limit, model: modelOf(filled, rangeMs), again: rule };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  const make = async () => {
    setBusy(true);
    onOutcome(await rule({ below: false, value: 0, minutes: 5 }));
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
function RuleText({ outcome, onOutcome, onClose }: ResultProps) {
  if ('error' in outcome) {
    return (
      <Alert
        severity="warning"
        title={t('editor.rule.impossible', 'No alert rule was made of this query')}
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
        "Save it as a file in Grafana's provisioning/alerting folder. Whatever is changed here is copied anew."
      )}
      <LimitFields limit={outcome.limit} onChange={(limit) => void outcome.again(limit).then(onOutcome)} />
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

/** The rule to look at, and what it would have done in the last week. */
export function RuleResult(props: ResultProps) {
  const { outcome } = props;
  return (
    <>
      <RuleText {...props} />
      {'model' in outcome && <RulePreview model={outcome.model} limit={outcome.limit} />}
    </>
  );
}

/** When it fires: the threshold, its side, and how long. */
function LimitFields({ limit, onChange }: { limit: Limit; onChange: (limit: Limit) => void }) {
  const fires = limit.below ? t('editor.rule.below', 'Fires below') : t('editor.rule.threshold', 'Fires above');
  return (
    <Stack direction="row" gap={1} alignItems="center" wrap="wrap">
      {t('editor.rule.fires', 'Fires')}
      <RadioButtonGroup
        size="sm"
        aria-label={t('editor.rule.side', 'Side of the threshold')}
        options={[
          { value: false, label: t('editor.rule.side-above', 'above') },
          { value: true, label: t('editor.rule.side-below', 'below') },
        ]}
        value={limit.below}
        onChange={(below) => onChange({ ...limit, below })}
      />
      <TextField
        label={fires}
        width={12}
        number="decimal"
        value={String(limit.value)}
        onChange={(text) => onChange({ ...limit, value: Number(text ?? 0) })}
      />
      {t('editor.rule.for', 'for')}
      <TextField
        label={t('editor.rule.minutes', 'Minutes that it has to last')}
        width={8}
        number="whole"
        value={String(limit.minutes)}
        onChange={(text) => onChange({ ...limit, minutes: Number(text ?? 5) })}
      />
      {t('editor.rule.minutes-unit', 'minutes')}
    </Stack>
  );
}
