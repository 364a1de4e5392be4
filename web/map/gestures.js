/*
What hands do on the map: drag, pinch and wheel move it, a press chooses, Shift or a tool draws a loop or a box.
*/
import { listenForLasso } from './lasso.js';
import { IDENTITY, PanZoom, scaledAbout } from './pan-zoom.js';

/**
 * @typedef {object} Hands
 * @property {(transform: import('./pan-zoom.js').Transform, byUser: boolean) => void} onZoom
 * @property {(x: number, y: number) => void} onPoint the pointer rests or moves there without a button
 * @property {() => void} onAway the pointer has left, or drags
 * @property {(x: number, y: number) => void} onPress
 * @property {(path: number[]) => void} onLoop the loop that is being drawn; empty when it is over
 * @property {(path: number[]) => void} onLasso the loop that was drawn
 */

export class Gestures {
  #element;
  #picture;
  #listening = new AbortController();
  /** What dragging draws instead of moving the map. @type {'loop' | 'box' | null} */
  tool = null;

  /** @param {HTMLElement} element @param {Hands} hands all in CSS pixels of the element */
  constructor(element, hands) {
    const { signal } = this.#listening;
    const drawn = (/** @type {{ shiftKey: boolean }} */ { shiftKey }) => this.tool ?? (shiftKey ? 'loop' : null);
    this.#element = element;
    this.#picture = new PanZoom(element, { takes: (event) => drawn(event) === null, onChange: hands.onZoom }, signal);
    /** A loop ends with a click, which is not meant. */
    let looped = false;
    const onDown = () => {
      looped = false;
    };
    const onMove = (/** @type {PointerEvent} */ { buttons, offsetX, offsetY }) =>
      buttons === 0 ? hands.onPoint(offsetX, offsetY) : hands.onAway();
    const onClick = (/** @type {MouseEvent} */ event) => {
      if (!looped && !this.#picture.moved && drawn(event) === null) hands.onPress(event.offsetX, event.offsetY);
    };
    const onEnd = (/** @type {number[]} */ path) => {
      looped = true;
      hands.onLasso(path);
    };
    element.addEventListener('pointerdown', onDown, { signal });
    element.addEventListener('pointermove', onMove, { signal });
    element.addEventListener('pointerleave', hands.onAway, { signal });
    element.addEventListener('click', onClick, { signal });
    listenForLasso(element, { starts: drawn, onChange: hands.onLoop, onEnd }, signal);
  }

  /** @param {number} factor about the middle */
  zoomBy(factor) {
    const { clientWidth, clientHeight } = this.#element;
    this.#picture.set(scaledAbout(this.#picture.transform, factor, clientWidth / 2, clientHeight / 2));
  }

  /** @param {number} dx of the picture, in CSS pixels @param {number} dy */
  moveBy(dx, dy) {
    const { k, x, y } = this.#picture.transform;
    this.#picture.set({ k, x: x + dx, y: y + dy });
  }

  /** Back to where no hand has moved anything. */
  release() {
    this.#picture.set(IDENTITY);
  }

  destroy() {
    this.#listening.abort();
  }
}
