import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import { type ReactNode } from 'react';

/** Puts a button on the line of the fields beside it, which have a label above. */
export function FieldLine({ children }: { children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return <div className={styles.line}>{children}</div>;
}

const getStyles = () => ({
  line: css({ alignSelf: 'flex-end' }),
});
