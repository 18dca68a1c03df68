import { locationService } from '@grafana/runtime';
import { useEffect, useState } from 'react';
import { errorText } from '../editor/useLookup';
import { t } from '../i18n';
import { type ObjectivesDocument, objectivesHash } from '../objectives';
import { ChangedMeanwhile, isWritable, saveObjectives, type Settings, type Stored } from './stored';

/** How the document on the page stands to the one in the settings, and the way there. */
export interface Saving {
  settings: Settings;
  /** Whether this person may save here. */
  canSave: boolean;
  /** The settings don't hold this document; true for the defaults too while nothing is saved. */
  isUnsaved: boolean;
  /** Who leaves the page now loses what was entered. */
  isAtStake: boolean;
  /** Saves with the person's own rights. Rejects with an Error in words. */
  save: () => Promise<void>;
}

/** Why the objectives were not saved, in words. */
function reasonOf(error: unknown): string {
  return error instanceof ChangedMeanwhile
    ? t(
        'alerts.changed',
        'Somebody else has changed the objectives since this page was opened. Copy yours, then load the page again.'
      )
    : t('alerts.not-saved', 'Not saved: {{reason}}', { reason: errorText(error) });
}

interface Place {
  pathname: string;
  search: string;
}

/** What is needed of Grafana's navigation, whose own types belong to a package that plugins don't have. */
interface Navigation {
  getLocation: () => Place;
  getHistory: () => {
    /** Asks what the prompt gives where somebody would go elsewhere. */
    block: (prompt: (to: Place) => string | undefined) => () => void;
  };
}

/** One truth about what is saved, for the table that is edited and for the rules that are made of it. */
export function useSaving(opened: Settings, stored: Stored, document: ObjectivesDocument): Saving {
  const [settings, setSettings] = useState(opened);
  const [saved, setSaved] = useState({ hash: objectivesHash(stored.document), isStored: stored.isStored });
  const isAtStake = objectivesHash(document) !== saved.hash;
  useEffect(() => {
    if (!isAtStake) {
      return undefined;
    }
    // The browser asks in its own words where the page is loaded anew; Grafana's links load none.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    const navigation: Navigation = locationService;
    const here = navigation.getLocation();
    const unblock = navigation
      .getHistory()
      .block(({ pathname, search }) =>
        pathname === here.pathname && search === here.search
          ? undefined
          : t('alerts.leave', 'The objectives on this page are not saved. Leave it all the same?')
      );
    return () => {
      window.removeEventListener('beforeunload', ask);
      unblock();
    };
  }, [isAtStake]);
  return {
    settings,
    canSave: isWritable(settings),
    isUnsaved: isAtStake || !saved.isStored,
    isAtStake,
    save: async () => {
      try {
        setSettings(await saveObjectives(settings, document));
        setSaved({ hash: objectivesHash(document), isStored: true });
      } catch (error) {
        throw new Error(reasonOf(error), { cause: error });
      }
    },
  };
}
