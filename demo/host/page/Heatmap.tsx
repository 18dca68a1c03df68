import { css } from '@emotion/css';
import { useEffect, useRef } from 'react';
import { dateTimeFormat, FieldType, type DataFrame, type GrafanaTheme2 } from '@grafana/data';
import { config } from '@grafana/runtime';
import { useStyles2 } from '@grafana/ui';

interface Props {
  /** A `heatmap-rows` frame: a time field, then one field a bucket with the counts. */
  frame: DataFrame;
  width: number;
  height: number;
}

const left = 72;
const bottom = 22;

/** A plain heatmap on a canvas: rows are buckets, the more requests the stronger the colour. */
export function Heatmap({ frame, width, height }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const styles = useStyles2(getStyles);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context && width > left) {
      draw(context, frame, width, height);
    }
  }, [frame, width, height]);

  const ratio = window.devicePixelRatio || 1;
  return (
    <canvas
      ref={canvas}
      className={styles.canvas}
      width={width * ratio}
      height={height * ratio}
      style={{ width, height }}
      role="img"
      aria-label="Heatmap of requests by bucket over time"
    />
  );
}

function draw(context: CanvasRenderingContext2D, frame: DataFrame, width: number, height: number): void {
  const theme = config.theme2;
  const ratio = window.devicePixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);

  const times = frame.fields.find((field) => field.type === FieldType.time)?.values ?? [];
  const rows = frame.fields.filter((field) => field.type === FieldType.number);
  const highest = Math.max(1e-9, ...rows.flatMap((row) => row.values.map(Number).filter(Number.isFinite)));
  const cellWidth = (width - left) / Math.max(1, times.length);
  const cellHeight = (height - bottom) / Math.max(1, rows.length);

  context.font = `11px ${theme.typography.fontFamily}`;
  context.textBaseline = 'middle';
  const labelEvery = Math.ceil(14 / cellHeight);
  rows.forEach((row, index) => {
    const top = height - bottom - (index + 1) * cellHeight;
    row.values.forEach((value, column) => {
      const count = Number(value);
      if (count > 0) {
        // The square root keeps rare slow requests visible beside the many fast ones.
        context.globalAlpha = 0.08 + 0.92 * Math.sqrt(count / highest);
        context.fillStyle = theme.visualization.getColorByName('dark-orange');
        context.fillRect(left + column * cellWidth, top, Math.max(1, cellWidth - 0.5), Math.max(1, cellHeight - 0.5));
      }
    });
    context.globalAlpha = 1;
    if (index % labelEvery === 0) {
      context.fillStyle = theme.colors.text.secondary;
      context.textAlign = 'right';
      context.fillText(row.config.displayNameFromDS ?? row.name, left - 6, top + cellHeight / 2);
    }
  });

  context.textAlign = 'center';
  context.fillStyle = theme.colors.text.secondary;
  const timeEvery = Math.max(1, Math.ceil(times.length / Math.max(1, (width - left) / 90)));
  times.forEach((time, column) => {
    if (column % timeEvery === 0 && column > 0) {
      const label = dateTimeFormat(Number(time), { format: 'HH:mm' });
      context.fillText(label, left + column * cellWidth, height - bottom / 2);
    }
  });
}

const getStyles = (theme: GrafanaTheme2) => ({
  canvas: css({ display: 'block', marginBottom: theme.spacing(1) }),
});
