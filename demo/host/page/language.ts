import i18next from 'i18next';

/** The language that the URL asks for (`?lang=de-DE`), where Grafana takes the one of a person's preferences; English without. */
export function readLanguage(): string {
  return new URLSearchParams(window.location.search).get('lang') ?? 'en-US';
}

/** Sets the language up as Grafana does before it loads a plugin. Its own words are not part of the demo: they stay English. */
export async function initLanguage(): Promise<void> {
  const language = readLanguage();
  await i18next.init({
    lng: language,
    fallbackLng: 'en-US',
    partialBundledLanguages: true,
    returnEmptyString: false,
    // A language counts as chosen only where it has some words.
    resources: { [language]: { grafana: { language } } },
  });
  document.documentElement.lang = language;
}
