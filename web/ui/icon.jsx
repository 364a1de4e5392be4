/*
The few icons, as strokes that take the colour of the text.
*/

const SHAPES = {
  table: 'M2 3h12v10H2zM2 6.5h12M2 10h12M6.5 6.5V13',
  chart: 'M2 14h12M4 14V9M8 14V4M12 14V7',
  close: 'M4 4l8 8M12 4l-8 8',
  minus: 'M3.5 8h9',
  swap: 'M3 5.5h9L9.5 3M13 10.5H4L6.5 13',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.6 10.6 14 14',
  down: 'M4 6l4 4 4-4',
  up: 'M4 10l4-4 4 4',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
};

/** @param {{ name: keyof typeof SHAPES }} props */
export function Icon({ name }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={SHAPES[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
