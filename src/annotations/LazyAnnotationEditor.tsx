import { lazily } from '../lazily';

/** Dashboards that only show annotations never load the editor. */
export const AnnotationEditor = lazily(
  async () => (await import('./AnnotationEditor')).AnnotationEditor,
  'Loading the annotation editor…'
);
