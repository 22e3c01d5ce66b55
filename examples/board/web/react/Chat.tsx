// What people say beside the board.

import type { SubmitEvent } from "react";
import { useChat } from "./api";

export function Chat() {
  const { first = [], messages, error, say } = useChat();

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    say({ text: String(new FormData(form).get("text")) }).then(
      () => form.reset(),
      () => {},
    );
  }

  return (
    <aside>
      <div>
        <ol aria-label="Chat">
          {[...first, ...messages].map(({ id, name, framework, text }) => (
            <li key={id}>
              <b className={framework}>{name}</b> {text}
            </li>
          ))}
        </ol>
      </div>
      {error && <p role="alert">{error.message}</p>}
      <form onSubmit={submit}>
        <input name="text" aria-label="Say something" placeholder="Say something" maxLength={200} />
      </form>
    </aside>
  );
}
