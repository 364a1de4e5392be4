/*
What the colours and shapes of the map mean.
*/
import { categorical, sequential, shapeOf } from '../map/colours.js';
import { kindsOf, kindTitle } from '../map/kinds.js';
import { outlineOf } from '../map/outlines.js';
import { spoken } from './map-words.js';

/** @import { LogMap } from '../engine/types.js' */
/** @import { MapRun } from './map-run.js' */

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
            <path d={outlineOf(shapeOf(place))} fill={css(categorical(place))} fill-rule="evenodd" />
          </svg>
          {kind}
        </span>
      ))}
    </div>
  );
}
