/*
The buttons on the map: closer, away, all of it, and the tools that choose several points.
*/

/** How much one press comes closer. */
export const CLOSER = 1.4;

/** Strokes in a square of 16. */
const ICONS = {
  closer: 'M8 3.5v9M3.5 8h9',
  away: 'M3.5 8h9',
  all: 'M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3',
  box: 'M3 4h10v8H3z',
  encircle: 'M8 3c3.6 0 6 1.6 6 4s-2.4 4-6 4-6-1.6-6-4 2.4-4 6-4zM5 10.5c-1 1.5-.5 3 1.5 3.5',
};

/**
 * @param {object} props
 * @param {(factor: number) => void} props.onZoom
 * @param {() => void} props.onFit
 * @param {import('@preact/signals').Signal<'loop' | 'box' | null>} props.tool what dragging draws
 */
export function MapTools({ onZoom, onFit, tool }) {
  return (
    <div class="map-tools">
      <Tool icon="closer" name="Closer" hint="+" onClick={() => onZoom(CLOSER)} />
      <Tool icon="away" name="Away" hint="-" onClick={() => onZoom(1 / CLOSER)} />
      <Tool icon="all" name="Show all" hint="0" onClick={onFit} />
      <Tool
        icon="encircle"
        name="Encircle points"
        hint="Shift and drag"
        pressed={tool.value === 'loop'}
        onClick={() => {
          tool.value = tool.value === 'loop' ? null : 'loop';
        }}
      />
      <Tool
        icon="box"
        name="Choose a rectangle"
        hint="then drag"
        pressed={tool.value === 'box'}
        onClick={() => {
          tool.value = tool.value === 'box' ? null : 'box';
        }}
      />
    </div>
  );
}

/** @param {{ icon: keyof typeof ICONS, name: string, hint: string, pressed?: boolean, onClick: () => void }} props */
function Tool({ icon, name, hint, pressed, onClick }) {
  return (
    <button
      type="button"
      class="icon-button"
      title={`${name} (${hint})`}
      aria-label={name}
      aria-pressed={pressed}
      onClick={onClick}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path
          d={ICONS[icon]}
          fill="none"
          stroke="currentColor"
          stroke-width="1.5"
          stroke-linecap="round"
          stroke-dasharray={icon === 'encircle' || icon === 'box' ? '2.5 2.6' : undefined}
        />
      </svg>
    </button>
  );
}
