import { describe, expect, it, vi } from 'vitest';
import { countGo, countPlaywright, countVitest } from './counts.mjs';

describe('counts of the runners', () => {
  it('reads passes and failures', () => {
    expect(countVitest('{"numPassedTests": 7, "numFailedTests": 2}', 1)).toEqual({ passed: 7, failed: 2 });
    expect(countPlaywright('{"stats": {"expected": 3, "unexpected": 1, "flaky": 1}}', 1)).toEqual({
      passed: 4,
      failed: 1,
    });
  });

  it('counts a runner that crashed, or wrote no report, as a failure', () => {
    expect(countVitest('{"numPassedTests": 7, "numFailedTests": 0}', 1)).toEqual({ passed: 7, failed: 1 });
    expect(countVitest('', 0)).toEqual({ passed: 0, failed: 1 });
    expect(countPlaywright('not JSON', 0)).toEqual({ passed: 0, failed: 1 });
  });

  it('counts tests of go test -json, and a package that does not build', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const events = [
      { Action: 'pass', Package: 'a', Test: 'TestX' },
      { Action: 'pass', Package: 'a', Elapsed: 1 },
      { Action: 'output', Package: 'b', Test: 'TestY', Output: 'got 1\n' },
      { Action: 'fail', Package: 'b', Test: 'TestY' },
      { Action: 'fail', Package: 'b' },
    ];
    expect(countGo(events.map((event) => JSON.stringify(event)).join('\n'), 1)).toEqual({ passed: 1, failed: 1 });
    expect(log.mock.calls.flat().join('\n')).toContain('got 1');
    expect(countGo('{"Action": "build-fail", "ImportPath": "c"}', 2)).toEqual({ passed: 0, failed: 1 });
    log.mockRestore();
  });
});
