// Runs in the page that bench/editor.ts measures: when a key went down, when the look-up left and came back, and when a
// frame with the list that is waited for was drawn. Times are milliseconds of one clock.
performance.setResourceTimingBufferSize(10_000);

let pressed = 0;
for (const kind of ['keydown', 'pointerdown']) {
  document.addEventListener(kind, () => (pressed ||= performance.now()), { capture: true });
}

/** Gives the times, once the row of the list at `index` (-1: any) reads `text` and has been drawn. */
window.measure = (selector, index, text) => {
  pressed = 0;
  performance.clearResourceTimings();
  window.measured = new Promise((resolve) => {
    const look = () => {
      const rows = [...document.querySelectorAll(selector)].map((row) => row.textContent ?? '');
      if (pressed === 0 || !(index < 0 ? rows.some((row) => row.startsWith(text)) : rows[index] === text)) {
        requestAnimationFrame(look);
        return;
      }
      // Behind the frame's drawing.
      setTimeout(() => {
        const drawn = performance.now();
        const lookup = performance.getEntriesByType('resource').findLast(({ name }) => name.includes('label-values'));
        const { startTime: sent, responseEnd: answered } = lookup ?? { startTime: pressed, responseEnd: pressed };
        resolve({ pause: sent - pressed, answer: answered - sent, list: drawn - answered, total: drawn - pressed });
      });
    };
    requestAnimationFrame(look);
  });
};
