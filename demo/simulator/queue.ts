/** Requests that wait or are in flight, oldest first, so that each one's waiting time is known when it ends. */
export class Queue {
  private readonly waiting: Array<{ since: number; count: number }> = [];
  size = 0;

  add(now: number, count: number): void {
    if (count > 0) {
      this.waiting.push({ since: now, count });
      this.size += count;
    }
  }

  /** Takes the oldest ones, in groups of the same age. */
  take(count: number): Array<{ since: number; count: number }> {
    const taken: Array<{ since: number; count: number }> = [];
    let left = Math.min(count, this.size);
    this.size -= left;
    while (left > 0) {
      const first = this.waiting[0];
      if (first === undefined) {
        break;
      }
      const some = Math.min(left, first.count);
      taken.push({ since: first.since, count: some });
      first.count -= some;
      left -= some;
      if (first.count === 0) {
        this.waiting.shift();
      }
    }
    return taken;
  }
}
