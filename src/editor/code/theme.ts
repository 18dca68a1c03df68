/** CodeMirror in Grafana's colours. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type GrafanaTheme2 } from '@grafana/data';
import { tags } from '@lezer/highlight';

/** Only text colours of the theme, which have enough contrast in both. */
function highlighting({ colors }: GrafanaTheme2): HighlightStyle {
  return HighlightStyle.define([
    { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: colors.primary.text },
    { tag: [tags.function(tags.variableName), tags.standard(tags.variableName)], color: colors.primary.text },
    { tag: [tags.string, tags.special(tags.string)], color: colors.success.text },
    { tag: [tags.number, tags.bool], color: colors.warning.text },
    { tag: tags.labelName, color: colors.text.secondary },
    { tag: tags.comment, color: colors.text.secondary, fontStyle: 'italic' },
    { tag: tags.invalid, color: colors.error.text },
  ]);
}

/** Colours, letters and borders, of the editor and of the lists that open beside it. */
export function themeOf(theme: GrafanaTheme2): Extension {
  const { colors, typography, shape, components } = theme;
  const rules = {
    '&': {
      color: colors.text.primary,
      backgroundColor: components.input.background,
      border: `1px solid ${components.input.borderColor}`,
      borderRadius: shape.radius.default,
      minHeight: '96px',
      maxHeight: '400px',
    },
    '&.cm-focused': { outline: `2px solid ${colors.primary.main}`, outlineOffset: '1px' },
    '.cm-scroller': {
      fontFamily: typography.fontFamilyMonospace,
      fontSize: typography.bodySmall.fontSize,
      overflow: 'auto',
    },
    '.cm-content': { caretColor: colors.text.primary, padding: theme.spacing(1, 0.5) },
    '.cm-placeholder': { color: colors.text.secondary },
    '.cm-cursor': { borderLeftColor: colors.text.primary },
    '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: `${colors.action.selected} !important`,
    },
    '.cm-matchingBracket': { backgroundColor: colors.action.focus },
    '.cm-variable, .cm-variable *': { color: `${colors.warning.text} !important` },
    '.cm-tooltip': {
      color: colors.text.primary,
      backgroundColor: colors.background.elevated ?? colors.background.primary,
      border: `1px solid ${colors.border.medium}`,
      boxShadow: theme.shadows.z2,
      maxWidth: '480px',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: typography.fontFamilyMonospace, maxHeight: '16em' },
    '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      color: `${colors.text.primary} !important`,
      backgroundColor: `${colors.action.selected} !important`,
    },
    '.cm-completionDetail': { color: colors.text.secondary },
    '.cm-completionMatchedText': { color: colors.primary.text, textDecoration: 'none' },
    // On the colour of the chosen row only the plain text has enough contrast.
    'li[aria-selected] .cm-completionDetail': { color: colors.text.primary },
    'li[aria-selected] .cm-completionMatchedText': { color: colors.text.primary, textDecoration: 'underline' },
  };
  return [EditorView.theme(rules, { dark: theme.isDark }), syntaxHighlighting(highlighting(theme))];
}
