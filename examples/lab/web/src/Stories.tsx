// A story that appears word by word.

import { type FormEvent } from "react";
import { useTell } from "./api";

export function Stories() {
  const tell = useTell();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    void tell({ hero: String(new FormData(event.currentTarget).get("hero")) });
  }

  return (
    <>
      <h1>Stories</h1>
      <form onSubmit={submit}>
        <input name="hero" aria-label="Hero" defaultValue="Ada" />
        <button>Tell</button>
        <button type="button" disabled={!tell.pending} onClick={tell.abort}>
          Stop
        </button>
      </form>
      <p id="story">{tell.items.join(" ")}</p>
      {tell.error && (
        <p role="alert">
          {tell.error.kind === "Asleep"
            ? `${tell.error.details.hero} sleeps`
            : tell.error.message}
        </p>
      )}
    </>
  );
}
