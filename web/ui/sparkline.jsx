/*
Counts over time as a line of bars no larger than a word.
*/
import './sparkline.css';
import { count } from '../lib/quantity.js';

const HEIGHT = 20;

/** @param {{ counts: number[] }} props */
export function Sparkline({ counts }) {
  const most = Math.max(1, ...counts);
  const filled = counts.filter((one) => one > 0).length;
  const bars = counts.map((number, bin) => {
    if (number === 0) return '';
    // What is not nothing is seen.
    const height = Math.max(1.5, (number / most) * (HEIGHT - 1));
    return `M${bin} ${(HEIGHT - height).toFixed(1)}h.8v${height.toFixed(1)}h-.8z`;
  });
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${Math.max(1, counts.length)} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Over time: in ${filled} of ${counts.length} stretches, at most ${count(most)} in one`}
    >
      <path d={bars.join('')} />
    </svg>
  );
}
