/** Medians by name of Go's benchmark lines: `{ns, bytes, allocs, resident}`. The number of processors is cut off the names. */
export function medians(lines) {
  const runs = new Map();
  for (const line of lines) {
    const [name, , ...rest] = line.trim().split(/\s+/);
    const run = {};
    for (let i = 0; i + 1 < rest.length; i += 2) {
      run[rest[i + 1]] = Number(rest[i]);
    }
    const key = name.replace(/^Benchmark/, '').replace(/-\d+$/, '');
    runs.set(key, [...(runs.get(key) ?? []), run]);
  }
  const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
  const of = (list, unit) => median(list.map((run) => run[unit]).filter((value) => value !== undefined));
  return new Map(
    [...runs].map(([key, list]) => [
      key,
      {
        ns: of(list, 'ns/op'),
        bytes: of(list, 'B/op'),
        allocs: of(list, 'allocs/op'),
        resident: of(list, 'resident-B'),
      },
    ])
  );
}

/** The goals with what was measured. A benchmark that is missing is an error: a goal must not vanish unseen. */
export function goals(measured) {
  const get = (name, unit) => {
    const value = measured.get(name)?.[unit];
    if (value === undefined) {
      throw new Error(`The benchmark ${name} gave no ${unit}.`);
    }
    return value;
  };
  const ratio = (what, unit, above, below, least, most) => {
    const value = get(above, unit) / get(below, unit);
    const goal = least === undefined ? `at most ${most} ×` : `at least ${least} ×`;
    return { what, goal, value: `${value.toFixed(1)} ×`, met: least === undefined ? value <= most : value >= least };
  };
  const amount = (what, value, most, unit) => {
    return { what, goal: `at most ${most} ${unit}`, value: `${value.toFixed(1)} ${unit}`, met: value <= most };
  };
  const time = (what, name, most) => amount(what, get(name, 'ns') / 1000, most, 'µs');
  const each = (count, unit) => get(`Series/${count}`, unit) / count;
  const flat = (what, unit) => {
    const value = each(10_000, unit) / each(100, unit);
    return { what, goal: 'at most 2 ×', value: `${value.toFixed(1)} ×`, met: value <= 2 };
  };
  return [
    ratio('range to frames, faster than the peer', 'ns', 'Path/range/peer/frames', 'Path/range/wide/frames', 16),
    ratio(
      'range to frames, fewer bytes than the peer',
      'bytes',
      'Path/range/peer/frames',
      'Path/range/wide/frames',
      15
    ),
    ratio(
      'range with gaps to frames, faster than the peer',
      'ns',
      'Path/gaps/peer/frames',
      'Path/gaps/wide/frames',
      12
    ),
    ratio(
      'range decode, time against the byte loop',
      'ns',
      'Decode/range/columns',
      'Decode/range/bytes',
      undefined,
      2.5
    ),
    ratio(
      'instant decode, time against the byte loop',
      'ns',
      'Decode/instant/columns',
      'Decode/instant/bytes',
      undefined,
      5
    ),
    ratio('range to Arrow, faster than the peer', 'ns', 'Path/range/peer/arrow', 'Path/range/wide/arrow', 10),
    ratio('instant as table to Arrow, faster', 'ns', 'Path/instant/peer/arrow', 'Path/instant/table/arrow', 25),
    ratio(
      'instant as numeric-wide to Arrow, faster',
      'ns',
      'Path/instant/peer/arrow',
      'Path/instant/numeric-wide/arrow',
      4
    ),
    ...['instant-7', 'instant-10'].flatMap((name) => [
      ratio(`${name} labels, rows of a panel to protobuf, faster`, 'ns', `Real/${name}/peer`, `Real/${name}/panel`, 10),
      ratio(`${name} labels, rule to protobuf, faster`, 'ns', `Real/${name}/peer`, `Real/${name}/rule`, 10),
      ratio(`${name} labels, rule to protobuf, fewer bytes`, 'bytes', `Real/${name}/peer`, `Real/${name}/rule`, 8),
    ]),
    ...['range-7', 'range-10'].flatMap((name) => [
      ratio(`${name} labels to protobuf, faster`, 'ns', `Real/${name}/peer`, `Real/${name}/panel`, 8),
      ratio(`${name} labels to protobuf, fewer bytes`, 'bytes', `Real/${name}/peer`, `Real/${name}/panel`, 3),
    ]),
    flat('time of a series, 10,000 against 100', 'ns'),
    flat('bytes of a series, 10,000 against 100', 'bytes'),
    time('a translation in goja', 'Translate/first', 250),
    time('the same translation again', 'Translate/again', 250),
    time("a translation in Node's engine", 'TranslateNode', 25),
    amount("from the backend's start to its first answer", get('Start', 'ns') / 1e6, 150, 'ms'),
    amount('memory of the backend at rest', get('Start', 'resident') / 2 ** 20, 60, 'MB'),
  ];
}
