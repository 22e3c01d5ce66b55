// The guestbook's page: a form to sign it, and what others wrote.

import { type FormEvent } from "react";
import { type Entry, useGuestbook, useRemove, useSign } from "./api";

export function Guestbook() {
  const guestbook = useGuestbook();
  return (
    <main>
      <h1>Guestbook</h1>
      <SignForm />
      {guestbook.error && <p role="alert">{guestbook.error.message}</p>}
      {guestbook.data?.entries.length === 0 && <p>Nobody has signed yet. Be the first.</p>}
      <ul>
        {guestbook.data?.entries.map((entry) => (
          <Signature key={entry.id} entry={entry} />
        ))}
      </ul>
    </main>
  );
}

function SignForm() {
  const sign = useSign();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const entry = { name: String(fields.get("name")), message: String(fields.get("message")) };
    // `sign.error` has the error; only a success empties the form.
    sign(entry).then(
      () => form.reset(),
      () => {},
    );
  }

  return (
    <form onSubmit={submit}>
      <input name="name" placeholder="Your name" aria-label="Your name" autoComplete="name" />
      <textarea name="message" placeholder="A few kind words" aria-label="Message" rows={3} />
      <button disabled={sign.pending}>{sign.pending ? "Signing …" : "Sign"}</button>
      {sign.error && <p role="alert">{sign.error.message}</p>}
    </form>
  );
}

function Signature({ entry }: { entry: Entry }) {
  const remove = useRemove();
  const signedAt = new Date(`${entry.signed_at.replace(" ", "T")}Z`);
  return (
    <li>
      <p>{entry.message}</p>
      <footer>
        <strong>{entry.name}</strong>
        <time dateTime={signedAt.toISOString()}>{signedAt.toLocaleString()}</time>
        <button
          className="quiet"
          disabled={remove.pending}
          onClick={() => void remove({ id: entry.id })}
        >
          Remove
        </button>
      </footer>
      {remove.error && <p role="alert">{remove.error.message}</p>}
    </li>
  );
}
