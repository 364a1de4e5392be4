/*
What is being typed or dragged in a control and not yet taken over. The page may be drawn again meanwhile, for a figure that has
arrived, and must not put back the value from before.
*/
import { useSignal } from '@preact/signals';

/**
 * @template {string | number} T
 * @param {T} value what the control stands for, until its user changes it; a new one replaces what was begun
 * @returns {{ shown: string | T, onInput: (event: Event) => void, settle: () => void }} `settle` is called once it is taken over
 */
export function useDraft(value) {
  const draft = useSignal(/** @type {{ typed: string, of: T } | null} */ (null));
  return {
    shown: draft.value?.of === value ? draft.value.typed : value,
    onInput: ({ currentTarget }) => {
      draft.value = { typed: /** @type {HTMLInputElement} */ (currentTarget).value, of: value };
    },
    settle: () => {
      draft.value = null;
    },
  };
}
