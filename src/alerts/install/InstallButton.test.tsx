// @vitest-environment jsdom
// A stand-in for Grafana's settings, since a real one doesn't refuse when it is told to; the real one is in tests/grafana/install.spec.ts.
import { locationService, setBackendSrv } from '@grafana/runtime';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { of, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readObjectives } from '../../objectives';
import { answerTo, emptyBackend } from '../../testing/backendSrv';
import { readStored, type Settings } from '../stored';
import { useSaving } from '../useSaving';
import { type Task } from './carryOut';
import { InstallButton } from './InstallButton';

const { document: loose } = readObjectives({ version: 1, defaults: { availability: 0.995 } });
const { document: usual } = readObjectives({ version: 1 });

/** What Grafana's history asks before it goes elsewhere. */
let prompt: ((to: { pathname: string; search: string }) => string | undefined) | undefined;
let settings: Settings;
let refused: boolean;
let puts: unknown[];
/** What is to be done before the rules are written; nothing until somebody clicks. */
let first: Task[] | undefined;

beforeEach(() => {
  settings = {
    ...{
      id: 1,
      uid: 'u',
      orgId: 1,
      name: 'Fleet',
      typeLogoUrl: '',
      type: 'x',
      typeName: 'x',
      access: 'proxy',
      url: '',
    },
    ...{ user: '', database: '', basicAuth: false, basicAuthUser: '', isDefault: false, withCredentials: false },
    ...{ readOnly: false, secureJsonFields: {}, jsonData: {}, accessControl: { 'datasources:write': true } },
  };
  prompt = undefined;
  // In tests Grafana's history is one in memory, which asks nobody.
  vi.spyOn(locationService, 'getHistory').mockReturnValue({
    block: (given: typeof prompt) => {
      prompt = given;
      return () => (prompt = undefined);
    },
  });
  refused = false;
  puts = [];
  first = undefined;
  setBackendSrv({
    ...emptyBackend,
    fetch: (request) => {
      if (request.method !== 'PUT') {
        return of(answerTo(request, settings));
      }
      if (refused) {
        return throwError(() => ({ status: 403, data: { message: 'no right to write' }, config: request }));
      }
      puts.push(request.data);
      return of(answerTo(request, {}));
    },
  });
});
afterEach(cleanup);

function Host({ document }: { document: typeof loose }) {
  const saving = useSaving(settings, readStored(settings.jsonData['objectives']), document);
  return (
    <InstallButton disabled={false} document={document} saving={saving} onInstall={(before) => (first = before)} />
  );
}
const click = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
/** Whether somebody who leaves is asked: by the browser, and by Grafana's own links. */
const leave = () => {
  const event = new Event('beforeunload', { cancelable: true });
  window.dispatchEvent(event);
  const asks = prompt?.({ pathname: '/elsewhere', search: '' }) !== undefined;
  expect(prompt?.(locationService.getLocation())).toBeUndefined();
  expect(event.defaultPrevented).toBe(asks);
  return asks;
};

describe('objectives that nobody has saved', () => {
  it('are saved before their rules are installed, by a button that says so', async () => {
    render(<Host document={loose} />);
    expect(screen.queryByRole('button', { name: 'Install' })).toBeNull();
    expect(leave()).toBe(true);
    click('Save objectives and install');
    expect(first).toHaveLength(1);
    await act(async () => first?.[0]?.run());
    expect(puts).toEqual([
      expect.objectContaining({
        jsonData: { objectives: { version: 1, environments: ['production'], defaults: { availability: 0.995 } } },
      }),
    ]);
    // They are saved now: there is nothing to do before, and nothing to lose.
    click('Install');
    expect(first).toEqual([]);
    expect(leave()).toBe(false);
  });

  it('stay unsaved where Grafana refuses, which it says in its own words', async () => {
    refused = true;
    render(<Host document={loose} />);
    click('Save objectives and install');
    await expect(first?.[0]?.run()).rejects.toThrow('Not saved: no right to write');
    expect(screen.getByRole('button', { name: 'Save objectives and install' })).toBeTruthy();
    expect(leave()).toBe(true);
  });

  it.each<[string, Partial<Settings>]>([
    ['a file provisions the data source', { readOnly: true }],
    ['somebody may write rules and no data source', { accessControl: { 'datasources:write': false } }],
  ])('where %s, it is said before, and they can be taken along', (_, changes) => {
    settings = { ...settings, ...changes };
    render(<Host document={loose} />);
    expect(screen.getByText('These objectives are not saved, and you can’t save them here')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Download the objectives for provisioning' })).toBeTruthy();
    click('Install without saving the objectives');
    expect(first).toEqual([]);
  });
});

it('defaults that nobody has touched are installed as they are: the page shows them again', () => {
  settings.readOnly = true;
  render(<Host document={usual} />);
  expect(leave()).toBe(false);
  click('Install');
  expect(first).toEqual([]);
});
