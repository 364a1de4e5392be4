/*
What the bottom line says beside the threads: how much memory the engine holds, and the budget of its columns.
*/
import { bytes } from '../lib/quantity.js';
import * as state from '../state.js';

export function Status() {
  const progress = state.progress.value;
  if (progress === null || state.phase.value === 'landing') return null;
  const { memory, columns, budget } = progress;
  return (
    <span
      data-memory={memory}
      data-columns={columns}
      data-budget={budget}
      title="What the engine holds, and how much of it are parsed columns, which have a budget: what does not fit is read again when it is needed"
    >
      memory: {bytes(memory)} · columns: {bytes(columns)} of {bytes(budget)}
    </span>
  );
}
