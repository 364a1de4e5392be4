/*
What the points are compared by: blocks of features and the features in them, what each means, whether it counts and how much. A
change moves the map on from where it is.
*/
import './map-weights.css';
import { count, plural } from '../lib/quantity.js';
import { useDraft } from './draft.js';
import { nouns, spoken } from './map-words.js';

/** @import { Feature, LogMap } from '../engine/types.js' */
/** @import { MapRun } from './map-run.js' */

/** The ends of the sliders, whose positions are logarithms: a quarter of what is usual to four times as much. */
const ENDS = { least: -2, most: 2 };

/** @param {{ run: MapRun, map: LogMap }} props */
export function MapWeights({ run, map }) {
  const weights = run.weights.value;
  const changed = Object.keys(weights).length;
  return (
    <details class="map-weights">
      <summary>
        What counts
        <span class="muted">
          {changed === 0
            ? ` ${count(map.features.length)} features in ${map.blocks.length} blocks`
            : ` ${changed} changed`}
        </span>
      </summary>
      <p class="muted">
        The {nouns(run.made.value.by).many} are compared by these. Counts and quantities by their logarithms, in spreads
        from the median; shares as they are; mixes of words and templates as vectors in which rare ones count more.
      </p>
      <ul>
        {map.blocks.map(({ name, description }) => (
          <Block key={name} run={run} name={name} description={description} features={inBlock(map, name)} />
        ))}
      </ul>
      {changed > 0 && (
        <button type="button" class="quiet" onClick={() => void run.tune({ weights: {} })}>
          As usual
        </button>
      )}
    </details>
  );
}

/** @param {LogMap} map @param {string} block */
const inBlock = (map, block) => map.features.filter((feature) => feature.block === block);

/** @param {{ run: MapRun, name: string, description: string, features: Feature[] }} props */
function Block({ run, name, description, features }) {
  // Coordinates tell people nothing one by one: they are weighed together.
  const readable = features.filter(({ unit }) => unit !== 'coordinate');
  const coordinates = features.length - readable.length;
  return (
    <li>
      <Weight run={run} name={name} title={name} hint={description} />
      <p class="muted">{description}</p>
      {readable.length > 0 && (
        <details>
          <summary class="muted">
            {plural(readable.length, 'feature')}
            {coordinates > 0 && ` and ${count(coordinates)} coordinates`}
          </summary>
          <ul>
            {readable.map((feature) => (
              <li key={feature.name}>
                {feature.name === name ? (
                  <span>{spoken(name)}</span>
                ) : (
                  <Weight run={run} name={feature.name} title={spoken(feature.name)} hint={feature.description} />
                )}
                <p class="muted">{feature.description}</p>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

/** A switch and a slider. @param {{ run: MapRun, name: string, title: string, hint: string }} props */
function Weight({ run, name, title, hint }) {
  const weight = run.weights.value[name] ?? 1;
  const { shown, onInput, settle } = useDraft(weight > 0 ? Math.log2(weight) : 0);
  return (
    <div class="map-weight" title={hint}>
      <label>
        <input
          type="checkbox"
          checked={weight > 0}
          onChange={(event) => void run.weigh(name, event.currentTarget.checked ? 1 : 0)}
        />
        <span>{title}</span>
      </label>
      <input
        type="range"
        min={ENDS.least}
        max={ENDS.most}
        step="0.5"
        disabled={weight === 0}
        value={shown}
        aria-label={`How much ${title} counts`}
        aria-valuetext={`${factor(weight)} times`}
        onInput={onInput}
        onChange={(event) => {
          settle();
          void run.weigh(name, 2 ** event.currentTarget.valueAsNumber);
        }}
      />
      <output>{weight === 0 ? 'off' : `×${factor(weight)}`}</output>
    </div>
  );
}

/** @param {number} weight */
const factor = (weight) => String(Number(weight.toPrecision(2)));
