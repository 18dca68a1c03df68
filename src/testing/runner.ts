import { TestRunner } from 'vitest';

/**
 * Begins each file with modules of its own and none that stands in for another, as in a process of its own, in a process that
 * has Grafana's packages loaded: those took most of the time of such a file.
 */
export default class extends TestRunner {
  constructor(config: ConstructorParameters<typeof TestRunner>[0]) {
    super(config);
    // To the pool it is false, which lets files share the process; here it says what is dropped between them.
    config.isolate = true;
  }
}
