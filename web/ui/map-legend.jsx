/*
What the colours and shapes of the map mean.
*/
import { CLASSES, categorical, sequential, shapeOf } from '../map/colours.js';
import { kindsOf, kindTitle } from '../map/kinds.js';
import { outlineOf } from '../map/outlines.js';
import { clusterName } from './map-findings.jsx';
import { fieldOf, labelOf } from './map-run.js';
import { spoken } from './map-words.js';

/** @import { LogMap } from '../engine/types.js' */
/** @import { MapRun } from './map-run.js' */

/** @param {[number, number, number]} channels */
const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;

/** @param {{ run: MapRun, map: LogMap, dark: boolean }} props */
export function MapLegend({ run, map, dark }) {
  const colour = run.colour.value;
  if (colour === 'plain') return null;
  const { by } = run.made.value;
  const label = labelOf(colour);
  if (label !== null) {
    const { name = '', values = [] } = map.labels[label] ?? {};
    return <Classes title={name} names={values} rest="others" />;
  }
  if (colour === 'cluster') {
    const clusters = run.findings.value?.clusters ?? [];
    return <Classes title="cluster" names={clusters.map(clusterName).slice(0, CLASSES)} rest="others" />;
  }
  if (colour === 'kind') {
    const { kinds, classes } = kindsOf(by, map.names);
    return <Classes title={kindTitle(by) ?? ''} names={kinds} rest={classes.includes(-1) ? 'others' : null} />;
  }
  const field = fieldOf(colour);
  if (field === null) return <Scale title={spoken(map.features[Number(colour)]?.name ?? '')} dark={dark} />;
  const { value: tint } = run.tint;
  if (tint?.field !== field) return <Classes title={field} names={[]} rest={null} />;
  if (tint.ranks.length > 0) return <Scale title={`${field}, on the whole`} dark={dark} />;
  return <Classes title={`${field} of most records`} names={tint.values} rest="others or none" />;
}

/** @param {{ title: string, dark: boolean }} props */
function Scale({ title, dark }) {
  const steps = [0, 0.25, 0.5, 0.75, 1].map((value) => css(sequential(value, dark)));
  return (
    <div class="map-legend">
      <span class="map-legend-title">{title}</span>
      <span>lowest</span>
      <span class="map-scale" style={{ backgroundImage: `linear-gradient(to right, ${steps.join(', ')})` }} />
      <span>highest</span>
    </div>
  );
}

/** @param {{ title: string, names: string[], rest: string | null }} props `rest`: what belongs to none of them */
function Classes({ title, names, rest }) {
  const rows = [
    ...names.map((name, place) => ({ name, place })),
    ...(rest === null || names.length === 0 ? [] : [{ name: rest, place: -1 }]),
  ];
  return (
    <div class="map-legend">
      <span class="map-legend-title">{title}</span>
      {rows.map(({ name, place }) => (
        <span key={place} class="map-kind" title={name}>
          <svg viewBox="0 0 12 12" aria-hidden="true">
            <path d={outlineOf(shapeOf(place))} fill={css(categorical(place))} fill-rule="evenodd" />
          </svg>
          <span class="map-kind-name">{name}</span>
        </span>
      ))}
    </div>
  );
}
