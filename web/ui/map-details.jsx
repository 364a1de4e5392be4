/*
What is chosen on the map: its numbers, what sets it apart, and the way to filter for it.
*/
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import * as controller from '../controller.js';
import { count, plural } from '../lib/quantity.js';
import { Contrasts, useContrasts } from './contrasts.jsx';
import { Icon } from './icon.jsx';
import { MOST_CIRCLED } from './map-run.js';
import { counted, howFar, inUnit, nouns, readable, spoken } from './map-words.js';

/** @import { Difference, LogMap } from '../engine/types.js' */
/** @import { MapRun } from './map-run.js' */

/** Differences shown at first. */
const FIRST = 6;
/** Conditions shown about the records behind a choice. */
const MOST_CONTRASTS = 6;
/** The score at which a bar is full, in standard deviations. */
const FULL = 4;

/**
 * @typedef {object} Chosen
 * @property {string} title
 * @property {number} records
 * @property {Difference[]} differences
 * @property {string} condition of its records, in the filter language
 * @property {string} label of the chip
 */

/** @param {{ run: MapRun, map: LogMap }} props */
export function MapDetails({ run, map }) {
  const chosen = useSignal(/** @type {Chosen | null} */ (null));
  const problem = useSignal('');
  const { value: index } = run.chosen;
  const { value: circled } = run.circled;

  useEffect(() => {
    let current = true;
    problem.value = '';
    const asked = circled !== null ? several(run, map, circled) : index >= 0 ? single(run, index) : null;
    if (asked === null) chosen.value = null;
    asked?.then(
      (answer) => {
        if (current) chosen.value = answer;
      },
      (error) => {
        if (current) problem.value = String(error?.message ?? error);
      },
    );
    return () => {
      current = false;
    };
  }, [run, map, index, circled]);

  if (problem.value !== '') return <p class="map-note">{problem}</p>;
  if (chosen.value === null) return null;
  const { title, records, differences, condition, label } = chosen.value;
  const filter = (/** @type {boolean} */ exclude) =>
    controller.addChips({ kind: 'value', key: condition, condition, exclude, label });
  return (
    <section class="map-details" aria-label="What is chosen on the map">
      <header>
        <h2>{title}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label="Let go"
          title="Let go (Esc)"
          onClick={() => run.choose(-1)}
        >
          <Icon name="close" />
        </button>
      </header>
      {counted(run.made.value.by) && <p class="muted">{plural(records, 'record')}</p>}
      {condition !== '' ? (
        <p class="map-actions">
          <button type="button" class="primary" onClick={() => filter(false)}>
            Filter for
          </button>
          <button type="button" onClick={() => filter(true)}>
            Filter out
          </button>
        </p>
      ) : (
        (circled?.length ?? 0) > MOST_CIRCLED && (
          <p class="muted">Encircle at most {count(MOST_CIRCLED)} points to filter for them.</p>
        )
      )}
      <Differences differences={differences} features={map.features} />
      {condition !== '' && <Apart condition={condition} />}
    </section>
  );
}

/** @param {{ differences: Difference[], features: LogMap['features'] }} props */
function Differences({ differences, features }) {
  const all = useSignal(false);
  const shown = all.value ? differences : differences.slice(0, FIRST);
  const known = new Map(features.map((feature) => [feature.name, feature]));
  return (
    <>
      <h3>What sets it apart</h3>
      <ul class="map-differences">
        {shown.map(({ feature, value, mean, score }) => {
          const { unit = '', description = '' } = known.get(feature) ?? {};
          return (
            <li key={feature}>
              <span class="map-feature" title={description}>
                {spoken(feature)}
              </span>
              <span class="map-value">{inUnit(value, unit)}</span>
              <Bar score={score} />
              <span class="map-far">
                {howFar(score)}
                <span class="muted"> (typical {inUnit(mean, unit)})</span>
              </span>
            </li>
          );
        })}
      </ul>
      {differences.length > FIRST && (
        <button type="button" class="quiet" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
          {all.value ? 'Fewer' : `All ${differences.length}`}
        </button>
      )}
    </>
  );
}

/**
 * What the records behind the points have in common, as conditions to filter by.
 *
 * @param {{ condition: string }} props
 */
function Apart({ condition }) {
  const found = useContrasts(condition, MOST_CONTRASTS).value;
  if (found === null || found.length === 0) return null;
  return (
    <>
      <h3>What its records share</h3>
      <Contrasts contrasts={found} />
    </>
  );
}

/** A bar from what is typical in the middle: to the right above, to the left below. @param {{ score: number }} props */
function Bar({ score }) {
  const length = Math.min(1, Math.abs(score) / FULL) * 50;
  const x = score < 0 ? 50 - length : 50;
  return (
    <svg
      class={`map-bar ${score < 0 ? 'below' : 'above'}`}
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class="map-bar-track" width="100" height="8" />
      <rect class="map-bar-length" x={x} width={length} height="8" />
      <rect class="map-bar-middle" x="49.7" width=".6" height="8" />
    </svg>
  );
}

/** @param {MapRun} run @param {number} index @returns {Promise<Chosen>} */
async function single(run, index) {
  const by = run.made.peek().by;
  const { name, count: records, values, filter } = await run.point(index);
  const title = readable(by, name);
  return { title, records, differences: values, condition: filter, label: `${nouns(by).one} ${title}` };
}

/** @param {MapRun} run @param {LogMap} map @param {Uint32Array} indices @returns {Promise<Chosen>} */
async function several(run, map, indices) {
  const all = indices.length <= MOST_CIRCLED;
  const [differences, points] = await Promise.all([
    map.apart(indices),
    Promise.all(all ? [...indices].map((index) => run.point(index)) : []),
  ]);
  const title = `${count(indices.length)} ${nouns(run.made.peek().by).many}`;
  return {
    title,
    records: indices.reduce((sum, index) => sum + map.sizes[index], 0),
    differences,
    // Rows of a table have no filter.
    condition: points.every(({ filter }) => filter !== '')
      ? points.map(({ filter }) => `(${filter})`).join(' or ')
      : '',
    label: `${title} of the map`,
  };
}
