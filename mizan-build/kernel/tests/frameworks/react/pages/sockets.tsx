/** Pages that listen. */

import { useChat, useFeedEntries, useLive } from "../../../../sample/react";
import { count } from "../../stage/counts";
import type { Pages } from "../../stage/protocol";

function Live() {
  return <p data-testid="live">{useLive().status}</p>;
}

function Entries() {
  count("feed");
  return (
    <p data-testid="feed">
      {useFeedEntries()
        .data?.map(({ id }) => id)
        .join(" ")}
    </p>
  );
}

export function Feed() {
  return (
    <>
      <Entries />
      <Live />
    </>
  );
}

export function Chat({ roomId }: Pages["chat"]) {
  const chat = useChat(roomId === null ? null : { roomId });
  const { status, error, first, messages, present, say } = chat;
  return (
    <>
      <p data-testid="room">{error?.kind ?? status}</p>
      <p data-testid="first">{first?.map(({ id }) => id).join(" ")}</p>
      <p data-testid="messages">{messages.map(({ lines }) => lines[0]?.sku).join(" ")}</p>
      <p data-testid="present">{present.map(({ name }) => name).join(" ")}</p>
      <button data-testid="say" onClick={() => void say?.({ theText: "hi" })} />
    </>
  );
}
