/*
What the colours and shapes of the map mean.
*/
import { categorical, SHAPES, sequential, shapeOf } from '../map/colours.js';
import { kindsOf, kindTitle } from '../map/kinds.js';
import { spoken } from './map-words.js';

/** @import { LogMap } from '../engine/types.js' */
/** @import { MapRun } from './map-run.js' */

/** Outlines in a square of 12, as the points are drawn. @type {Record<typeof SHAPES[number], string>} */
const OUTLINES = {
  disc: 'M6 1.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6z',
  square: 'M2 2h8v8H2z',
  triangle: 'M6 .8 11.4 10H.6z',
  diamond: 'M6 .5 11.5 6 6 11.5.5 6z',
  cross: 'M4.2.8h3.6v3.4h3.4v3.6H7.8v3.4H4.2V7.8H.8V4.2h3.4z',
  wedge: 'M6 11.2.6 2h10.8z',
  ring: 'M6 .8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 6 .8zm0 3.2a2 2 0 1 0 0 4 2 2 0 0 0 0-4z',
  hexagon: 'M6 .8 10.6 3.4v5.2L6 11.2 1.4 8.6V3.4z',
};

/** @param {[number, number, number]} channels */
const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;

/** @param {{ run: MapRun, map: LogMap, dark: boolean }} props */
export function MapLegend({ run, map, dark }) {
  const colour = run.colour.value;
  if (colour === 'plain') return null;
  if (colour === 'kind') return <Kinds by={run.made.value.by} names={map.names} />;
  const feature = map.features[Number(colour)];
  const steps = [0, 0.25, 0.5, 0.75, 1].map((value) => css(sequential(value, dark)));
  return (
    <div class="map-legend">
      <span class="map-legend-title">{spoken(feature?.name ?? '')}</span>
      <span>lowest</span>
      <span class="map-scale" style={{ backgroundImage: `linear-gradient(to right, ${steps.join(', ')})` }} />
      <span>highest</span>
    </div>
  );
}

/** @param {{ by: string, names: string[] }} props */
function Kinds({ by, names }) {
  const { kinds, classes } = kindsOf(by, names);
  const rest = classes.includes(-1);
  const rows = [...kinds.map((kind, place) => ({ kind, place })), ...(rest ? [{ kind: 'others', place: -1 }] : [])];
  return (
    <div class="map-legend">
      <span class="map-legend-title">{kindTitle(by)}</span>
      {rows.map(({ kind, place }) => (
        <span key={kind} class="map-kind">
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <path d={OUTLINES[SHAPES[shapeOf(place)]]} fill={css(categorical(place))} fill-rule="evenodd" />
          </svg>
          {kind}
        </span>
      ))}
    </div>
  );
}
