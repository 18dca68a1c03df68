import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { EditorRow } from '@grafana/plugin-ui';
import { Text, useStyles2 } from '@grafana/ui';
import { t } from '../../i18n';
import { type BasetenQuery } from '../../types';
import { useAnswer } from '../context';
import { edited, readable } from '../readable';
import { NoticeList } from './Notices';
import { emptinessOf, emptyNotice } from './whyEmpty';

interface Props {
  query: BasetenQuery;
  onChange: (query: BasetenQuery) => void;
}

/** Why the panel is empty, with the fix one click away. */
export function WhyEmpty({ query, onChange }: Props) {
  const data = useAnswer();
  const styles = useStyles2(getStyles);
  const emptiness = emptinessOf(data);
  if (!emptiness) {
    return null;
  }
  const shown = readable(query);
  return (
    <div className={styles.row}>
      <EditorRow>
        <div role="status">
          <Text element="p" weight="medium">
            {t('editor.empty.title', 'No data')}
          </Text>
          <NoticeList
            notices={[emptyNotice(shown, emptiness)]}
            onFix={(next) => onChange(edited(query, shown, next))}
          />
        </div>
      </EditorRow>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({ marginTop: theme.spacing(0.5) }),
});
