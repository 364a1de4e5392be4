/*
How grave some records are: a bar of the shares of their classes, with the letters of the gravest and of the most frequent beside it.
*/
import './mix.css';
import { classLook } from '../charts/palette.js';
import { count, share } from '../lib/quantity.js';

/** @param {{ classes: { name: string, count: number }[] }} props the gravest first */
export function Mix({ classes }) {
  const [gravest] = classes;
  const all = classes.reduce((sum, { count: number }) => sum + number, 0);
  // Records without a level say nothing about it.
  if (gravest === undefined || gravest.name === 'none') return <span class="mix" />;
  const frequent = classes.reduce((most, one) => (one.count > most.count ? one : most));
  const said = classes.map(
    ({ name, count: number }) => `${classLook(name).title} ${count(number)} (${share(number, all)})`,
  );
  return (
    <span class="mix" title={said.join('\n')} role="img" aria-label={said.join(', ')}>
      {[...new Set([gravest.name, frequent.name])].map((name) => (
        <span key={name} class="badge" style={{ '--badge': classLook(name).color }}>
          {classLook(name).letter}
        </span>
      ))}
      <span class="mix-bar">
        {classes.map(({ name, count: number }) => {
          const { color, hatched } = classLook(name);
          return (
            <span key={name} class={hatched ? 'hatched' : ''} style={{ '--hue': color, flexGrow: number / all }} />
          );
        })}
      </span>
    </span>
  );
}
