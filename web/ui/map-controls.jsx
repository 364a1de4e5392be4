/*
What the map is made of and coloured by, and how far it is.
*/
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { count } from '../lib/quantity.js';
import { kindTitle } from '../map/kinds.js';
import { useDraft } from './draft.js';
import { FEWEST, hasFields } from './map-run.js';
import { nouns, spoken } from './map-words.js';

/** @import { LogMap, Snapshot } from '../engine/types.js' */
/** @import { MapRun } from './map-run.js' */

/** @typedef {{ by: string, title: string, distinct: number | null, enough: boolean }} Choice a way to group records into points */

/** How often the figures of a running map are renewed, in milliseconds. */
const RENEWAL = 120;
/**
 * What can be dragged while the map moves. Positions of the sliders are logarithms: steps of the same size feel alike.
 *
 * @type {{ key: 'perplexity' | 'exaggeration' | 'dof', title: string, hint: string, min: number, max: number }[]}
 */
const SLIDERS = [
  {
    key: 'perplexity',
    title: 'Perplexity',
    hint: 'About how many neighbours each point has: small values show small groups, large ones the whole',
    min: 2,
    max: 100,
  },
  {
    key: 'exaggeration',
    title: 'Attraction',
    hint: 'Exaggeration: how strongly likes attract each other; about 4 draws groups together',
    min: 0.5,
    max: 8,
  },
  {
    key: 'dof',
    title: 'Tails',
    hint: 'Degrees of freedom: below 1 groups part into smaller ones',
    min: 0.4,
    max: 2,
  },
];

/** Ways to group that have a name of their own; the first that has enough points is taken. */
const USUAL = ['client', 'path', 'route', 'template', 'host', 'minute', 'session', 'record'];
/** Names of fields that say who asked, whatever the log calls them. */
const CLIENT = /(^|[._])((client|remote|src|source)[._]?(ip|addr|address|host)|client|ip[._]?address)$/i;

/** @param {Snapshot} snapshot @returns {Choice[]} the usual ways first, then other fields with text */
export function choicesOf(snapshot) {
  const { fields, lines, time, templates_distinct: templates } = snapshot;
  const clients = fields.some(({ alias, name }) => alias === 'client' || CLIENT.test(name));
  /** @param {string} by @returns {Choice[]} */
  const choice = (by) => {
    // How many sessions there are is known only when they are looked for.
    if (by === 'session') return clients && time !== null ? [{ by, title: by, distinct: null, enough: true }] : [];
    if (by === 'record') return [{ by, title: by, distinct: lines.records, enough: lines.records >= FEWEST }];
    const field = fields.find(({ alias, name }) => alias === by || name === by);
    const minutes = time === null ? 0 : Math.ceil((Date.parse(time.last) - Date.parse(time.first)) / 60_000);
    const distinct = by === 'template' ? templates : by === 'minute' ? minutes : (field?.distinct ?? 0);
    return distinct === 0 ? [] : [{ by, title: by, distinct, enough: distinct >= FEWEST }];
  };
  const usual = USUAL.flatMap(choice);
  const others = fields.flatMap(({ name, alias, kind, distinct }) => {
    const title = alias ?? name;
    const known = usual.some((one) => one.by === title) && fields.some((field) => field.alias === title);
    if (kind !== 'text' || distinct < FEWEST || known) return [];
    return [{ by: USUAL.includes(name) ? `field:${name}` : name, title, distinct, enough: true }];
  });
  return [...usual, ...others];
}

/** @param {Snapshot} snapshot @returns {string[]} what tells records apart, by the names that people use */
export function fieldsOf({ fields, templates_distinct: templates }) {
  const telling = fields.filter(({ distinct }) => distinct > 1).map(({ name, alias }) => alias ?? name);
  return templates > 1 ? ['template', ...telling] : telling;
}

/** @param {{ run: MapRun, choices: Choice[], fields: string[], onStart: () => void }} props `fields` of the records */
export function MapControls({ run, choices, fields, onStart }) {
  const map = run.map.value;
  return (
    <div class="map-controls">
      <label>
        <span>A point is a</span>
        <select
          value={run.by.value}
          onChange={(event) => {
            run.by.value = event.currentTarget.value;
            onStart();
          }}
        >
          {choices.map(({ by, title, distinct, enough }) => (
            <option key={by} value={by} disabled={!enough}>
              {distinct === null ? title : `${title} (${count(distinct)})`}
            </option>
          ))}
        </select>
      </label>
      {SLIDERS.map((slider) => (
        <Slider key={slider.key} run={run} of={slider} />
      ))}
      {map !== null && <ColourBy run={run} map={map} fields={fields} />}
      <button type="button" onClick={onStart}>
        Restart
      </button>
      {map !== null && !run.busy.value && <Iterations run={run} map={map} by={run.made.value.by} />}
      {run.busy.value && <span class="map-iterations">Comparing {nouns(run.by.value).many}…</span>}
    </div>
  );
}

/** @param {{ run: MapRun, of: typeof SLIDERS[number] }} props */
function Slider({ run, of: { key, title, hint, min, max } }) {
  const value = run[key].value;
  const { shown, onInput, settle } = useDraft(Math.log2(value));
  return (
    <label title={hint}>
      <span>{title}</span>
      <input
        type="range"
        min={Math.log2(min)}
        max={Math.log2(max)}
        step="any"
        value={shown}
        aria-valuetext={String(value)}
        onInput={onInput}
        onChange={(event) => {
          settle();
          void run.tune({ [key]: sensible(2 ** event.currentTarget.valueAsNumber) });
        }}
      />
      <output>{value}</output>
    </label>
  );
}

/** @param {number} value @returns {number} two digits of it: nobody means more */
const sensible = (value) => Number(value.toPrecision(2));

/** @param {{ run: MapRun, map: LogMap, fields: string[] }} props */
function ColourBy({ run, map, fields }) {
  const { by } = run.made.value;
  const kind = kindTitle(by);
  const others = hasFields(by) ? fields.filter((field) => field !== by) : [];
  return (
    <label>
      <span>Colour by</span>
      <select value={run.colour.value} onChange={(event) => (run.colour.value = event.currentTarget.value)}>
        <option value="plain">nothing</option>
        <option value="cluster">cluster</option>
        {kind !== null && <option value="kind">{kind}</option>}
        {map.labels.length > 0 && (
          <optgroup label="Words">
            {map.labels.map(({ name }, place) => (
              <option key={name} value={`label ${place}`}>
                {name}
              </option>
            ))}
          </optgroup>
        )}
        {others.length > 0 && (
          <optgroup label="Fields of their records">
            {others.map((field) => (
              <option key={field} value={`field ${field}`}>
                {field}
              </option>
            ))}
          </optgroup>
        )}
        <optgroup label="Features">
          {map.features.map(
            ({ name, unit, description }, index) =>
              // Coordinates tell people nothing by themselves.
              unit !== 'coordinate' && (
                <option key={name} value={String(index)} title={description}>
                  {spoken(name)}
                </option>
              ),
          )}
        </optgroup>
      </select>
    </label>
  );
}

/** @param {{ run: MapRun, map: LogMap, by: string }} props */
function Iterations({ run, map, by }) {
  const status = useSignal(map.status());
  useEffect(() => {
    status.value = map.status();
    const timer = setInterval(() => {
      status.value = map.status();
      if (status.value.finished && run.findings.peek() === null) void run.look();
    }, RENEWAL);
    return () => clearInterval(timer);
  }, [map]);
  const { iteration, total, kl, finished } = status.value;
  const { one, many } = nouns(by);
  const steps = finished ? `${count(iteration)} iterations` : `iteration ${count(iteration)} of ${count(total)}`;
  return (
    <span class="map-iterations">
      {count(map.count)} {map.count === 1 ? one : many} · {steps}
      {kl !== null && (
        <span title="Kullback-Leibler divergence: how much of the neighbourhoods is lost; less is better">
          {'\u00a0'}· KL {kl.toFixed(2)}
        </span>
      )}
      {!finished && <progress value={iteration} max={total} aria-label="Iterations" />}
    </span>
  );
}
