/**
 * Parts of the plugin that come as files of their own when they are first needed. Their names change with each version, so a
 * page that was opened before an update asks for files that are gone.
 */

type Say = (key: string, english: string) => string;
const inEnglish: Say = (_key, english) => english;

/** What to tell a person about a part that is not there: what happened, and what to do. */
export interface NotThere {
  title: string;
  text: string;
  /** The button that asks for it once more. */
  again: string;
}

const words = (t: Say): NotThere => ({
  title: t('parts.title', 'A part of the plugin could not be loaded'),
  text: t(
    'parts.text',
    'Either the plugin was updated after this page was opened, or the network failed. Save what you are working on and reload the page. If this stays, Grafana has not been restarted since the update.'
  ),
  again: t('parts.again', 'Try again'),
});

/** The words, in the person's language where that can be had: its file may be gone as well. */
export async function notThere(): Promise<NotThere> {
  try {
    const { loadTranslations, t } = await import('./i18n');
    await loadTranslations();
    return words(t);
  } catch {
    return words(inEnglish);
  }
}

/**
 * The part that `fetch` imports. Rejects with a sentence for people where it can't be had; the browser's own names the
 * address of a file and helps nobody.
 * @param tell is told first, for what Grafana shows no rejection of
 */
export async function part<Part>(fetch: () => Promise<Part>, tell?: (said: NotThere) => void): Promise<Part> {
  try {
    return await fetch();
  } catch (cause) {
    const said = await notThere();
    tell?.(said);
    throw new Error(`${said.title}. ${said.text}`, { cause });
  }
}
