/*
Sentences in the corner: errors until they are dismissed, news for a few seconds.
*/
import './messages.css';
import * as controller from '../controller.js';
import * as state from '../state.js';
import { Icon } from './icon.jsx';

export function Messages() {
  return (
    <div class="messages" role="log" aria-live="polite" aria-label="Messages">
      {state.messages.value.map(({ id, tone, text, actions }) => (
        <div key={id} class={`message ${tone}`}>
          <p>{text}</p>
          {actions.map(({ label, run }) => (
            <button
              key={label}
              type="button"
              onClick={() => {
                controller.dismiss(id);
                run();
              }}
            >
              {label}
            </button>
          ))}
          <button type="button" class="quiet message-close" aria-label="Dismiss" onClick={() => controller.dismiss(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
