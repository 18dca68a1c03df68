// Reads how many tests passed and failed from the runners' own reports. A runner that ends badly without naming a
// failed test (it crashed, or wrote no report) counts as one failure: a silent pass would be worse.

/** @param {{passed: number, failed: number}} counts @param {number} code exit code of the runner */
function withExitCode(counts, code) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function parse(report) {
  try {
    return JSON.parse(report);
  } catch {
    return undefined;
  }
}

/** Vitest's JSON reporter. */
export function countVitest(report, code) {
  const parsed = parse(report);
  if (parsed === undefined) {
    return { passed: 0, failed: 1 };
  }
  return withExitCode({ passed: parsed.numPassedTests, failed: parsed.numFailedTests }, code);
}

/** Playwright's JSON reporter: a flaky test passed at its second try, and is printed by name as such. */
export function countPlaywright(report, code) {
  const parsed = parse(report);
  if (parsed === undefined) {
    return { passed: 0, failed: 1 };
  }
  const { expected, unexpected, flaky } = parsed.stats;
  return withExitCode({ passed: expected + flaky, failed: unexpected }, code);
}

/** `go test -json`: an event a line. Output of failed tests and packages is shown, the rest is left out. */
export function countGo(output, code, print = console.log) {
  const counts = { passed: 0, failed: 0 };
  const printed = new Map();
  for (const line of output.split('\n')) {
    const event = parse(line);
    if (event === undefined) {
      if (line.trim() !== '') {
        print(line);
      }
      continue;
    }
    const key = `${event.Package ?? event.ImportPath} ${event.Test ?? ''}`;
    if (event.Action === 'output' || event.Action === 'build-output') {
      printed.set(key, (printed.get(key) ?? '') + event.Output);
    } else if (event.Action === 'fail' || event.Action === 'build-fail') {
      print(printed.get(key) ?? `FAIL ${key}`);
      counts.failed += event.Test === undefined ? 0 : 1;
    } else if (event.Action === 'pass') {
      counts.passed += event.Test === undefined ? 0 : 1;
      if (event.Test === undefined) {
        print(`ok  ${event.Package}  ${event.Elapsed} s`);
      }
    }
  }
  return withExitCode(counts, code);
}
