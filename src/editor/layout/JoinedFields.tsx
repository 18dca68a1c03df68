import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type ReactNode } from 'react';

/** Fields whose borders are one, as in the InputGroup of @grafana/plugin-ui, on as many lines as they need. */
export function JoinedFields({ children }: { children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return <div className={styles.fields}>{children}</div>;
}

const getStyles = (theme: GrafanaTheme2) => ({
  fields: css({
    display: 'flex',
    flexWrap: 'wrap',
    rowGap: theme.spacing(0.5),
    // Of the border that each field lays over that of the one before, the first of a line has none to lay it over.
    paddingLeft: 1,
    '> *': {
      position: 'relative',
      minWidth: 0,
      maxWidth: 'calc(100% + 1px)',
      marginLeft: -1,
      // The border of the field that is pointed at or written in lies on top.
      '&:hover': { zIndex: 1 },
      '&:focus-within': { zIndex: 2 },
    },
  }),
});
