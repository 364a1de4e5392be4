/*
A panel whose code is fetched when it is first shown.
*/
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/**
 * @template P
 * @param {() => Promise<import('preact').ComponentType<P>>} load
 * @returns {(props: P) => import('preact').JSX.Element}
 */
export function lazy(load) {
  return function Lazy(props) {
    const loaded = useSignal(/** @type {{ Panel: import('preact').ComponentType<any> } | null} */ (null));
    useEffect(() => {
      load().then((Panel) => {
        loaded.value = { Panel };
      });
    }, []);
    if (loaded.value === null) return <p class="waiting">Loading…</p>;
    const { Panel } = loaded.value;
    return <Panel {...props} />;
  };
}
