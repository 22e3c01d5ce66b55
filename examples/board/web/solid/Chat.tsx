// What people say beside the board.

import { For, Show, createSignal } from "solid-js";
import { useChat } from "./api";

export function Chat() {
  const chat = useChat();
  const [text, setText] = createSignal("");

  function submit(event: SubmitEvent) {
    event.preventDefault();
    chat.say({ text: text() }).then(
      () => setText(""),
      () => {},
    );
  }

  return (
    <aside>
      <div>
        <ol aria-label="Chat">
          <For each={[...(chat.first ?? []), ...chat.messages]}>
            {(line) => (
              <li>
                <b class={line.framework}>{line.name}</b> {line.text}
              </li>
            )}
          </For>
        </ol>
      </div>
      <Show when={chat.error}>{(error) => <p role="alert">{error().message}</p>}</Show>
      <form onSubmit={submit}>
        <input
          value={text()}
          onInput={(event) => setText(event.target.value)}
          aria-label="Say something"
          placeholder="Say something"
          maxLength={200}
        />
      </form>
    </aside>
  );
}
