// A room to talk in: what was said before and since then, and who is there.

import { useState } from "react";
import { useChat } from "./api";

export function Chat() {
  const { status, first = [], messages, present, error, say } = useChat({ room: "lab" });
  const [text, setText] = useState("");

  return (
    <>
      <h1>Chat</h1>
      <p id="status">{status}</p>
      {error && <p role="alert">{error.message}</p>}
      <ol id="lines">
        {[...first, ...messages].map((line) => (
          <li key={line.id}>{line.text}</li>
        ))}
      </ol>
      <ul id="guests">
        {present.map(({ name }) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setText("");
          void say({ text });
        }}
      >
        <label>
          Text <input value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        <button>Say</button>
      </form>
    </>
  );
}
