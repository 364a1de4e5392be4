/*
What a map at rest shows: groups that lie together and what they have in common, points unlike all others, and how far the picture
can be trusted.
*/
import './map-findings.css';
import { plural } from '../lib/quantity.js';
import { categorical, shapeOf } from '../map/colours.js';
import { outlineOf } from '../map/outlines.js';
import { counted, inUnit, nouns, readable, sizeOf, spoken, trusted } from './map-words.js';

/** @import { Difference, Findings, LogMap } from '../engine/types.js' */
/** @import { MapRun } from './map-run.js' */

/** Clusters and outliers that are listed. */
const LISTED = { clusters: 12, outliers: 6 };

/** @param {{ run: MapRun, map: LogMap }} props */
export function MapFindings({ run, map }) {
  const findings = run.findings.value;
  if (findings === null) return null;
  return (
    <section class="map-findings" aria-label="What the map shows">
      {findings.clusters.length > 1 && <Clusters run={run} findings={findings} />}
      {findings.outliers.length > 0 && <Outliers run={run} map={map} findings={findings} />}
      <Trust run={run} findings={findings} />
    </section>
  );
}

/** @param {Findings['clusters'][number]} cluster @param {number} place @returns {string} */
export const clusterName = ({ label }, place) => (label === '' ? `cluster ${place + 1}` : label);

/** @param {{ run: MapRun, findings: Findings }} props */
function Clusters({ run, findings }) {
  const { by } = run.made.value;
  const coloured = run.colour.value === 'cluster';
  return (
    <>
      <h3>Lie together</h3>
      <ul>
        {findings.clusters.slice(0, LISTED.clusters).map((cluster, place) => (
          <li key={place}>
            <button type="button" class="map-finding" onClick={() => run.circle(cluster.rows)}>
              {coloured && (
                <svg viewBox="0 0 12 12" aria-hidden="true">
                  <path
                    d={outlineOf(shapeOf(place))}
                    fill={`rgb(${categorical(place).join(' ')})`}
                    fill-rule="evenodd"
                  />
                </svg>
              )}
              <span>{clusterName(cluster, place)}</span>
              <span class="muted" title={cluster.hours === null ? undefined : 'The hours of the day, UTC'}>
                {sizeOf(cluster, by)}
                {counted(by) && `, ${plural(cluster.records, 'record')}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** @param {{ run: MapRun, map: LogMap, findings: Findings }} props */
function Outliers({ run, map, findings }) {
  const { by } = run.made.value;
  return (
    <>
      <h3 title="Local outlier factor: how many times farther such a point is from its neighbours than they are from theirs">
        Unlike all others
      </h3>
      <ul>
        {findings.outliers.slice(0, LISTED.outliers).map(({ index, score, values }) => (
          <li key={index}>
            <button type="button" class="map-finding" onClick={() => run.choose(index)}>
              <span>{readable(by, map.names[index] ?? '')}</span>
              <span class="muted">
                {why(map, values)} ({score.toFixed(1)})
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** @param {LogMap} map @param {Difference[]} values @returns {string} the first reason */
function why(map, values) {
  const [first] = values;
  if (first === undefined) return '';
  const unit = map.features.find(({ name }) => name === first.feature)?.unit ?? '';
  return `${spoken(first.feature)} ${inUnit(first.value, unit)}`;
}

/** How far the picture can be trusted: in words, with the figures behind them. @param {{ run: MapRun, findings: Findings }} props */
function Trust({ run, findings: { quality } }) {
  const { one, many } = nouns(run.made.value.by);
  const { kl } = run.map.value?.status() ?? { kl: null };
  const { kept, trustworthiness, spearman } = quality;
  const figures = [
    `trustworthiness ${trustworthiness.toFixed(2)}`,
    `rank correlation of distances ${spearman.toFixed(2)}`,
    ...(kl === null ? [] : [`KL divergence ${kl.toFixed(2)}`]),
  ];
  return (
    <p class="muted map-trust">
      Of the 10 {many} most like a {one}, {(10 * kept).toFixed(1)} are on average among its 10 nearest here.{' '}
      {trusted(quality)}
      <span> ({figures.join(', ')})</span>
    </p>
  );
}
