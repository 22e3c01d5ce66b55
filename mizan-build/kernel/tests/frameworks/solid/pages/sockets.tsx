/** @jsxImportSource solid-js */
/** Pages that listen. */

import { useChat, useFeedEntries, useLive } from "../../../../sample/solid";
import { counted } from "../../stage/counts";
import type { Pages } from "../../stage/protocol";

export function Feed() {
  const entries = useFeedEntries();
  const live = useLive();
  return (
    <>
      <p data-testid="feed">{counted("feed", entries.data?.map(({ id }) => id).join(" "))}</p>
      <p data-testid="live">{live.status}</p>
    </>
  );
}

export function Chat(props: Pages["chat"]) {
  const chat = useChat(() => (props.roomId === null ? null : { roomId: props.roomId }));
  return (
    <>
      <p data-testid="room">{chat.error?.kind ?? chat.status}</p>
      <p data-testid="first">{chat.first?.map(({ id }) => id).join(" ")}</p>
      <p data-testid="messages">{chat.messages.map(({ lines }) => lines[0]?.sku).join(" ")}</p>
      <p data-testid="present">{chat.present.map(({ name }) => name).join(" ")}</p>
      <button data-testid="say" onClick={() => void chat.say({ theText: "hi" })} />
    </>
  );
}
