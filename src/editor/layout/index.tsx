import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { EditorField as BareField } from '@grafana/plugin-ui';
import { Stack, useStyles2 } from '@grafana/ui';
import { type ComponentProps, type ReactNode } from 'react';

/** Blocks under each other, each as wide as the pane: in those of @grafana/plugin-ui all are as wide as the widest needs. */
export function EditorRows({ children }: { children: ReactNode }) {
  return (
    <Stack direction="column" gap={0.5}>
      {children}
    </Stack>
  );
}

/** A field under its label, at least as wide as is said, but no wider than its block. */
export function EditorField({ width = 0, ...props }: ComponentProps<typeof BareField>) {
  const styles = useStyles2(getFieldStyles, width);
  return (
    <div className={styles.field}>
      <BareField {...props} />
    </div>
  );
}

const getFieldStyles = (theme: GrafanaTheme2, width: number | string) => ({
  field: css({
    minWidth: `min(${theme.spacing(width)}, 100%)`,
    // What it is in may break words anywhere: a field that is short of room shortens them.
    overflowWrap: 'normal',
  }),
});
