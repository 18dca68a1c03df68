import { learn } from '../known';
import { lazily } from '../lazily';

/** Dashboards that only show panels never load the editor. Texts of other data sources are read with the catalog. */
export const VariableEditor = lazily(async () => {
  const [editor] = await Promise.all([import('./VariableEditor'), learn()]);
  return editor.VariableEditor;
}, 'Loading the variable editor…');
