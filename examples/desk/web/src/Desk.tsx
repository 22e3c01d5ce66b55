// The desk: a form for a note, and the notes, on which files can be dropped.

import { type FormEvent, useEffect } from "react";
import {
  type Note,
  onFilesDropped,
  useAttach,
  useCloseWindow,
  useDesk,
  useDiscard,
  useOpenStranger,
  useOpenWindow,
  useShowCount,
  useWrite,
} from "./api";

export function Desk() {
  const desk = useDesk();
  const showCount = useShowCount();
  const count = desk.data?.notes.length;
  useEffect(() => {
    if (count !== undefined) showCount({ count }).catch(() => {});
  }, [count, showCount]);
  return (
    <main>
      <h1>Desk</h1>
      <NoteForm />
      {desk.error && <p role="alert">{desk.error.message}</p>}
      {count === 0 && <p>Nothing is noted yet.</p>}
      <Notes notes={desk.data?.notes ?? []} />
      <Windows />
    </main>
  );
}

function NoteForm() {
  const write = useWrite();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const text = String(new FormData(form).get("text"));
    // `write.error` has the error; only a success empties the form.
    write({ text }).then(
      () => form.reset(),
      () => {},
    );
  }

  return (
    <form onSubmit={submit}>
      <input name="text" placeholder="Something to remember" aria-label="Note" />
      <button disabled={write.pending}>Note it</button>
      {write.error && <p role="alert">{write.error.message}</p>}
    </form>
  );
}

function Notes({ notes }: { notes: readonly Note[] }) {
  const attach = useAttach();
  useEffect(
    () =>
      onFilesDropped(({ files, x, y }) => {
        const note = document.elementFromPoint(x, y)?.closest("li");
        const noteId = Number(note?.dataset.id);
        if (!noteId) return;
        for (const file of files) attach({ noteId, file }).catch(() => {});
      }),
    [attach],
  );
  return (
    <>
      {attach.error && <p role="alert">{attach.error.message}</p>}
      <ul>
        {notes.map((note) => (
          <NoteItem key={note.id} note={note} />
        ))}
      </ul>
    </>
  );
}

function NoteItem({ note }: { note: Note }) {
  const discard = useDiscard();
  return (
    <li data-id={note.id}>
      <p>{note.text}</p>
      <footer>
        {note.attachments.map(({ id, name, size }) => (
          <span key={id}>
            {name}, {size.toLocaleString("en")} bytes
          </span>
        ))}
        <button
          className="quiet"
          disabled={discard.pending}
          onClick={() => void discard({ id: note.id }).catch(() => {})}
        >
          Throw away
        </button>
      </footer>
      {discard.error && <p role="alert">{discard.error.message}</p>}
    </li>
  );
}

function Windows() {
  const closeWindow = useCloseWindow();
  const openWindow = useOpenWindow();
  const openStranger = useOpenStranger();
  const error = openWindow.error ?? openStranger.error;
  return (
    <nav>
      <button className="quiet" onClick={() => void openWindow().catch(() => {})}>
        Another window
      </button>
      <button className="quiet" onClick={() => void openStranger().catch(() => {})}>
        A window without permissions
      </button>
      <button className="quiet" onClick={() => void closeWindow().catch(() => {})}>
        Close
      </button>
      {error && <p role="alert">{error.message}</p>}
    </nav>
  );
}
