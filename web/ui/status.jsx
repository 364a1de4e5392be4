/*
What the bottom line says beside the threads: how much memory the engine holds, of how much it may.
*/
import { bytes } from '../lib/quantity.js';
import * as state from '../state.js';

export function Status() {
  const progress = state.progress.value;
  if (progress === null || state.phase.value === 'landing') return null;
  return (
    <span title="Memory of the engine: what it holds of what it may hold">
      memory: {bytes(progress.memory)} of {bytes(progress.budget)}
    </span>
  );
}
