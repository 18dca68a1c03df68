import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, TextArea, useStyles2 } from '@grafana/ui';
import { useState } from 'react';
import { inEnglish, t } from '../../i18n';
import { lazily } from '../../lazily';
import { part } from '../../parts';
import { type Translation } from '../../translator';
import { type BasetenQuery } from '../../types';
import { useEditor } from '../context';
import { describe } from '../texts/sentence';
import { LimitFields, type OpenLimit } from './LimitFields';

/** Who only copies asks for no week. */
const RulePreview = lazily(
  async () => (await import('./preview/RulePreview')).RulePreview,
  'Loading the preview of the rule…'
);

/** What came of asking for a rule. */
export type RuleOutcome =
  | {
      /** The query as the rule runs it. */
      model: BasetenQuery;
      translation: Translation;
      limit: OpenLimit;
      /** The file; nothing while nobody has said at which value it fires. */
      file?: { yaml: string; copied: boolean };
      /** The same rule with another threshold. */
      again: (limit: OpenLimit) => Promise<RuleOutcome>;
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
  const rule = async (limit: OpenLimit): Promise<RuleOutcome> => {
    try {
      const { alertRule, askedOf } = await part(() => import('./alertRule'));
      const rangeMs = range ? range.to.valueOf() - range.from.valueOf() : HOUR_MS;
      const { context, uid } = datasource;
      const asked = askedOf(datasource.preview(query), rangeMs, context);
      const outcome = { ...asked, limit, again: rule };
      const { value } = limit;
      if (value === undefined) {
        return outcome;
      }
      // A rule is read by others, like its summary.
      const sentence = inEnglish(() => describe(asked.model, { ...context, fromAlert: true }));
      const yaml = alertRule(asked, { datasourceUid: uid, limit: { ...limit, value }, sentence });
      return { ...outcome, file: { yaml, copied: await copy(yaml) } };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
  const make = async () => {
    setBusy(true);
    // No value is right for every query, and one that fires at once would be taken for one.
    onOutcome(await rule({ below: false, value: undefined, minutes: 5 }));
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
  const styles = useStyles2(getStyles);
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
  const { file, limit, translation } = outcome;
  return (
    <Alert
      severity={file?.copied ? 'success' : 'info'}
      title={titleOf(file)}
      topSpacing={0}
      bottomSpacing={1}
      onRemove={onClose}
    >
      <div className={styles.inside}>
        {file === undefined
          ? t(
              'editor.rule.number',
              'Write the number at which it fires: the rule is made then, and copied. What the values were in the last 7 days stands below.'
            )
          : t(
              'editor.rule.next',
              "Save it as a file in Grafana's provisioning/alerting folder. Whatever is changed here is copied anew."
            )}
        <LimitFields
          limit={limit}
          translation={translation}
          onChange={(changed) => void outcome.again(changed).then(onOutcome)}
        />
        {file !== undefined && (
          <TextArea
            aria-label={t('editor.rule.yaml', 'Alert rule in YAML')}
            readOnly
            rows={8}
            value={file.yaml}
            onFocus={(event) => event.currentTarget.select()}
            style={{ fontFamily: 'monospace', marginTop: 8 }}
          />
        )}
      </div>
    </Alert>
  );
}

function titleOf(file: { copied: boolean } | undefined): string {
  if (file === undefined) {
    return t('editor.rule.when', 'When is this alert to fire?');
  }
  return file.copied
    ? t('editor.rule.copied', 'Alert rule copied')
    : t('editor.rule.copy-this', 'Copy this alert rule');
}

/** The rule to look at, and what it would have done in the last week. */
export function RuleResult(props: ResultProps) {
  const { outcome, onOutcome } = props;
  return (
    <>
      <RuleText {...props} />
      {'model' in outcome && (
        <RulePreview
          model={outcome.model}
          limit={outcome.limit}
          onLimit={(limit) => void outcome.again(limit).then(onOutcome)}
        />
      )}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  // An alert cuts off what it has no room for: here the ring around the field that is written in.
  inside: css({ padding: theme.spacing(0, 0.5, 0.5) }),
});
