// The board: its lists, and who looks at it.

import { useBoard, useChat, useLive } from "./api";
import { Chat } from "./Chat";
import { Column } from "./Column";

export function Board() {
  const board = useBoard();
  const { present } = useChat();
  const { status } = useLive();

  return (
    <>
      <header>
        <h1>React</h1>
        <ul aria-label="Here now">
          {present.map(({ id, name, framework }) => (
            <li key={id} className={framework} title={framework}>
              {name}
            </li>
          ))}
        </ul>
        <span role="status" className={status}>
          {status === "open" ? "live" : status}
        </span>
      </header>
      <main>
        {board.pending && <p>{board.error?.message ?? "The board is on its way."}</p>}
        {board.data?.lists.map((list) => (
          <Column key={list.id} list={list} />
        ))}
      </main>
      <Chat />
    </>
  );
}
