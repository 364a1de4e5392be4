/*
The points of the map as a table, a page at a time: the map for those who do not see it, and the way to find a point by its name.
*/
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { count } from '../lib/quantity.js';
import { bySize } from '../map/sizes.js';
import { counted, howFar, inUnit, nouns, readable, spoken } from './map-words.js';

/** @import { Difference, LogMap } from '../engine/types.js' */
/** @import { MapRun } from './map-run.js' */

/** Rows of a page. */
const PAGE = 12;

/** @param {{ run: MapRun, map: LogMap }} props */
export function MapTable({ run, map }) {
  const search = useSignal('');
  const page = useSignal(0);
  const by = run.made.value.by;
  const order = useMemo(() => [...bySize(map.sizes)], [map]);
  useEffect(() => {
    search.value = '';
    page.value = 0;
  }, [map]);
  const wanted = search.value.trim().toLowerCase();
  const found = wanted === '' ? order : order.filter((index) => map.names[index].toLowerCase().includes(wanted));
  useEffect(() => {
    run.found.value = wanted === '' ? null : new Set(found);
  }, [map, wanted]);
  const first = Math.min(page.value, Math.max(0, Math.ceil(found.length / PAGE) - 1)) * PAGE;
  const rows = found.slice(first, first + PAGE);
  const { many } = nouns(by);
  return (
    <section class="map-table" aria-label="The points as a table">
      <input
        type="search"
        placeholder={`Find among ${count(map.count)} ${many}`}
        aria-label={`Find among the ${many}`}
        value={search.value}
        onInput={(event) => {
          search.value = event.currentTarget.value;
          page.value = 0;
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && rows.length > 0) run.choose(rows[0]);
        }}
      />
      <table>
        <thead>
          <tr>
            <th scope="col" class="map-name-column">
              {nouns(by).one}
            </th>
            {counted(by) && (
              <th scope="col" class="number">
                records
              </th>
            )}
            <th scope="col">stands out by</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((index) => (
            <Row key={index} run={run} map={map} index={index} name={readable(by, map.names[index])} />
          ))}
        </tbody>
      </table>
      {found.length === 0 && <p class="muted">No name contains “{search}”.</p>}
      {found.length > PAGE && (
        <p class="map-pages">
          <button type="button" disabled={first === 0} onClick={() => (page.value = first / PAGE - 1)}>
            Previous
          </button>
          <span>
            {count(first + 1)}–{count(first + rows.length)} of {count(found.length)}
          </span>
          <button type="button" disabled={first + PAGE >= found.length} onClick={() => (page.value = first / PAGE + 1)}>
            Next
          </button>
        </p>
      )}
    </section>
  );
}

/** @param {{ run: MapRun, map: LogMap, index: number, name: string }} props */
function Row({ run, map, index, name }) {
  const top = useSignal(/** @type {Difference | null} */ (null));
  useEffect(() => {
    let current = true;
    const show = (/** @type {Difference | undefined} */ difference) => {
      if (current) top.value = difference ?? null;
    };
    // A row without its difference is still a row; the details say what went wrong.
    run.point(index).then(
      ({ values }) => show(values[0]),
      () => show(undefined),
    );
    return () => {
      current = false;
    };
  }, [map, index]);
  const chosen = run.chosen.value === index;
  return (
    <tr class={chosen ? 'chosen' : ''}>
      <th scope="row">
        <button
          type="button"
          class="map-name"
          aria-pressed={chosen}
          title={name}
          onClick={() => run.choose(chosen ? -1 : index)}
        >
          {name}
        </button>
      </th>
      {counted(run.made.value.by) && <td class="number">{count(map.sizes[index])}</td>}
      <td>{top.value !== null && <StandsOut map={map} difference={top.value} />}</td>
    </tr>
  );
}

/** @param {{ map: LogMap, difference: Difference }} props */
function StandsOut({ map, difference: { feature, value, score } }) {
  const unit = map.features.find(({ name }) => name === feature)?.unit ?? '';
  return (
    <span title={`${spoken(feature)} ${inUnit(value, unit)}, ${howFar(score)}`}>
      <span class={score < 0 ? 'map-below' : 'map-above-typical'} aria-hidden="true">
        {score < 0 ? '▼ ' : '▲ '}
      </span>
      {spoken(feature)}
      <span class="visually-hidden">, {howFar(score)}</span>
    </span>
  );
}
