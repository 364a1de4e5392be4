/*
A table of numbers in place of a log: what was read of it, and the map of its rows.
*/
import * as controller from '../controller.js';
import { count, plural } from '../lib/quantity.js';
import * as state from '../state.js';
import { MapOfRun } from './map-panel.jsx';
import { runOf } from './map-run.js';

export function TablePage() {
  const table = state.table.value;
  if (table === null) return null;
  const { rows, other, columns, missing } = table;
  const run = runOf(table);
  const choices = [{ by: 'row', title: 'row', distinct: rows, enough: true }];
  return (
    <>
      <p class="table-about">
        <span>
          A table of numbers: {plural(rows, 'row')}
          {other > 0 && ` of ${count(rows + other)}, a uniform sample`}, {plural(columns, 'column')} in which they
          differ.
          {missing !== null &&
            ` Line ${count(missing.line)}, column ${missing.column} is ${missing.text === '' ? 'empty' : `“${missing.text}”`}: where a column of numbers has none, its median stands for it.`}
        </span>
        <button type="button" class="quiet" onClick={() => void controller.readAs('csv')}>
          Read it as a log
        </button>
      </p>
      <MapOfRun key={run.id} run={run} choices={choices} />
    </>
  );
}
