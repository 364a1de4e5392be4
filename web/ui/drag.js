/*
Taking a range by dragging, with mouse, pen or finger: what both ends are is up to the picture.
*/
import { useSignal } from '@preact/signals';

/**
 * @template T
 * @param {(event: PointerEvent) => T} at what lies under the pointer, or nearest to it
 * @param {(from: T, to: T) => void} onTake a drag has ended; a press without one has the same at both ends
 */
export function useDrag(at, onTake) {
  const drag = useSignal(/** @type {{ from: T, to: T } | null} */ (null));
  const hover = useSignal(/** @type {T | null} */ (null));
  return {
    drag,
    hover,
    handlers: {
      /** @param {PointerEvent} event */
      onPointerDown(event) {
        /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
        const place = at(event);
        drag.value = { from: place, to: place };
      },
      /** @param {PointerEvent} event */
      onPointerMove(event) {
        const place = at(event);
        hover.value = place;
        if (drag.value !== null) drag.value = { ...drag.value, to: place };
      },
      onPointerUp() {
        const taken = drag.value;
        drag.value = null;
        if (taken !== null) onTake(taken.from, taken.to);
      },
      onPointerCancel() {
        drag.value = null;
      },
      onPointerLeave() {
        hover.value = null;
      },
    },
  };
}
