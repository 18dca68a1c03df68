// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { AuthSettings } from './AuthSettings';
import { type ConfigProps } from './props';

afterEach(cleanup);

function options(readOnly: boolean): ConfigProps['options'] {
  return JSON.parse(
    JSON.stringify({ id: 1, readOnly, jsonData: {}, secureJsonData: {}, secureJsonFields: { bearerToken: true } })
  );
}

it.each([
  ['provisioned', true, 0],
  ['open', false, 1],
])('the token of a data source that is %s is taken away only where that can be saved', (_, readOnly, times) => {
  const onOptionsChange = vi.fn();
  render(<AuthSettings options={options(readOnly)} onOptionsChange={onOptionsChange} />);
  fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
  expect(onOptionsChange).toHaveBeenCalledTimes(times);
});

it.each([
  ['is forwarded', true, 1],
  ['is not', false, 0],
])('where a person’s identity %s, it is said that rules have none', (_, oauthPassThru, times) => {
  const given = options(false);
  const secureJsonFields = { bearerToken: false };
  render(
    <AuthSettings
      options={{ ...given, secureJsonFields, jsonData: { oauthPassThru } }}
      onOptionsChange={() => undefined}
    />
  );
  expect(screen.queryAllByText(/Alert rules and public dashboards have no identity/)).toHaveLength(times);
});
