import { Alert, Button, LoadingPlaceholder } from '@grafana/ui';
import { type ComponentType, createContext, lazy, type ReactNode, Suspense, useContext, useState } from 'react';
import { heldFocus, useKeptFocus } from './keptFocus';
import { type NotThere, notThere } from './parts';

const TryAgain = createContext<() => void>(() => undefined);

/** In place of the part: saying nothing, or taking the page down, would both lose what a person has before them. */
function instead({ title, text, again }: NotThere) {
  return function NotLoaded() {
    const tryAgain = useContext(TryAgain);
    return (
      <Alert severity="warning" title={title} topSpacing={0} bottomSpacing={0}>
        <p>{text}</p>
        <Button size="sm" variant="secondary" icon="sync" onClick={tryAgain}>
          {again}
        </Button>
      </Alert>
    );
  };
}

/**
 * A component that is fetched when it is first shown, together with its words. Where it can't be fetched, a sentence stands
 * in its place, and a button that tries again. The focus is kept in it.
 * @param waiting what is shown meanwhile, in English, since no words are there yet
 */
export function lazily<Props extends object>(
  fetchComponent: () => Promise<ComponentType<Props>>,
  waiting: string
): (props: Props) => ReactNode {
  const attempt = () =>
    lazy<ComponentType<Props>>(async () => {
      try {
        const words = import('./i18n').then((i18n) => i18n.loadTranslations());
        const [component] = await Promise.all([fetchComponent(), words]);
        return { default: component };
      } catch {
        // React keeps the outcome of an attempt: who comes next makes one of their own.
        latest = attempt();
        return { default: instead(await notThere()) };
      }
    });
  let latest = attempt();
  return function Lazily(props: Props) {
    const kept = useKeptFocus<HTMLDivElement>();
    const [Part, setPart] = useState(() => latest);
    return (
      <TryAgain.Provider value={() => setPart(() => latest)}>
        <div ref={kept} className={heldFocus}>
          <Suspense fallback={<LoadingPlaceholder text={waiting} />}>
            <Part {...props} />
          </Suspense>
        </div>
      </TryAgain.Provider>
    );
  };
}
