// The browser of the tests, the screenshots and the benchmarks. Plain JavaScript without dependencies, since it is looked for
// before `npm ci`.
import { existsSync } from 'node:fs';

/** Flags that keep Chromium quiet and let it run as root in a container. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const known = [
  // Debian's Chromium without a window, which nothing here opens: it takes a tenth less time than the whole one.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Path of the Chromium to test with: PLAYWRIGHT_CHROMIUM, else one that the system has. Undefined where there is none:
 * then Playwright takes its own, which `npm test` installs.
 */
export function findChromium() {
  const asked = process.env.PLAYWRIGHT_CHROMIUM;
  return asked ? asked : known.find((path) => existsSync(path));
}
