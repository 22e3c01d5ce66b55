// The board: its lists, and who looks at it.

import { For, Show } from "solid-js";
import { useBoard, useChat, useLive } from "./api";
import { Chat } from "./Chat";
import { Column } from "./Column";

export function Board() {
  const board = useBoard();
  const chat = useChat();
  const live = useLive();

  return (
    <>
      <header>
        <h1>Solid</h1>
        <ul aria-label="Here now">
          <For each={chat.present}>
            {(guest) => (
              <li class={guest.framework} title={guest.framework}>
                {guest.name}
              </li>
            )}
          </For>
        </ul>
        <span role="status" class={live.status}>
          {live.status === "open" ? "live" : live.status}
        </span>
      </header>
      <main>
        <Show when={board.pending}>
          <p>{board.error?.message ?? "The board is on its way."}</p>
        </Show>
        <For each={board.data?.lists}>{(list) => <Column list={list} />}</For>
      </main>
      <Chat />
    </>
  );
}
