/** The two themes that the page has, as Grafana names them. */
export type ThemeName = 'dark' | 'light';

const key = 'baseten-demo.theme';

/** The theme that the URL asks for (`?theme=light`), else the one chosen last, else dark as in Grafana. */
export function readTheme(): ThemeName {
  const asked = new URLSearchParams(window.location.search).get('theme') ?? window.localStorage.getItem(key);
  return asked === 'light' ? 'light' : 'dark';
}

/** Saves the theme and loads the page anew: @grafana/runtime reads the theme only once. */
export function switchTheme(theme: ThemeName): void {
  window.localStorage.setItem(key, theme);
  const url = new URL(window.location.href);
  url.searchParams.delete('theme');
  window.location.assign(url);
  window.location.reload();
}
