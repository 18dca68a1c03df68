import { type ComponentType, lazy } from 'react';

/** A component that is fetched when it is first shown, together with its words. */
export function lazily<Props>(fetchComponent: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    const [component] = await Promise.all([fetchComponent(), import('./i18n').then((i18n) => i18n.loadTranslations())]);
    return { default: component };
  });
}
