/*
Stands in for the engine: moves all points in shared memory again and again, at the pace at which the engine shows its steps.
*/

/** Between two steps, in milliseconds. */
const PACE = 12;

self.onmessage = ({ data: { positions, words, moves } }) => {
  const points = new Float32Array(positions);
  const steps = new Int32Array(words);
  for (let step = 1; ; step++) {
    const start = performance.now();
    const turn = Math.cos(step / 40) * 0.01;
    if (moves) {
      for (let i = 0; i < points.length; i += 2) {
        const [x, y] = [points[i], points[i + 1]];
        points[i] = x - turn * y;
        points[i + 1] = y + turn * x;
      }
      Atomics.store(steps, 0, step);
    }
    // Busy until the next step is due: the engine's threads never rest.
    while (performance.now() - start < PACE);
  }
};
