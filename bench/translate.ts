/** Times the translator in Node's engine, the browser's too, and prints it as Go's benchmarks do. */
import { translate } from '../src/translator';

const query = {
  metric: 'baseten_end_to_end_response_time_seconds',
  calculation: 'quantile',
  filters: [{ label: 'model_name', operator: '=', values: ['a', 'b'] }],
};
const times = 20_000;
for (let round = 0; round < 4; round++) {
  const start = performance.now();
  for (let i = 0; i < times; i++) {
    translate(query);
  }
  const nanoseconds = ((performance.now() - start) * 1e6) / times;
  // The first round warms the engine up.
  if (round > 0) {
    console.log(`BenchmarkTranslateNode ${times} ${nanoseconds.toFixed(0)} ns/op`);
  }
}
