/** The series of the LLM engine, one set for each replica. */
import { logNormal, mean, split, type LogNormal } from './distribution';
import { families, type FamilyName } from './families';
import { Random } from './random';
import type { Host, World } from './world';

const inputTokens = logNormal(700, 0.8);
const outputTokens = logNormal(240, 0.6);

export class Engine {
  private readonly random: Random;
  private average = 0;

  constructor(
    private readonly deployment: Host,
    private readonly world: World
  ) {
    this.random = new Random(`${world.seed} ${deployment.id} engine`);
  }

  /** Counts requests that ended, spread over the active replicas. */
  ended(count: number, service: LogNormal): void {
    if (!this.world.wants('baseten_llm_input_tokens_total')) {
      return;
    }
    const active = this.deployment.active();
    let left = count;
    active.forEach((replica, i) => {
      const some = i === active.length - 1 ? left : this.random.binomial(left, 1 / (active.length - i));
      left -= some;
      const { engine } = replica;
      const observe = (family: FamilyName, of: LogNormal): number => {
        const values = split(some, of, families[family].bounds, this.random);
        engine.observe(family, values);
        return Math.round(values.sum);
      };
      engine.add('baseten_llm_input_tokens_total', observe('baseten_llm_input_tokens_per_request', inputTokens));
      const output = observe('baseten_llm_output_tokens_per_request', outputTokens);
      engine.add('baseten_llm_output_tokens_total', output);
      observe('baseten_llm_tokens_per_second_per_request', logNormal(240 / Math.exp(service.mu), 0.3));
      observe('baseten_llm_kv_cache_hit_rate', logNormal(0.42, 0.2));
      engine.add('baseten_llm_spec_decode_num_draft_tokens_total', output);
      engine.add('baseten_llm_spec_decode_num_accepted_tokens_total', Math.round(output * 0.68));
    });
  }

  gauges(): void {
    if (!this.world.wants('baseten_llm_input_tokens_total')) {
      return;
    }
    const active = this.deployment.active();
    const each = active.length === 0 ? 0 : this.deployment.inFlight.size / active.length;
    const tokens = Math.round(each * (mean(inputTokens) + mean(outputTokens) / 2));
    this.average += (tokens - this.average) / 8;
    for (const { engine } of active) {
      engine.set('baseten_llm_num_requests', Math.round(each));
      engine.set('baseten_llm_in_flight_tokens', tokens);
      engine.set('baseten_llm_avg_in_flight_tokens', Math.round(this.average));
    }
  }
}
