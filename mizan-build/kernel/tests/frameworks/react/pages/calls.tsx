/** Pages that call functions. */

import { useState } from "react";
import { useLogOut, useRenameUser, useSetAvatar, useTalk } from "../../../../sample/react";
import type { MizanError } from "../../../../sample/react";
import { count } from "../../stage/counts";
import type { Pages } from "../../stage/protocol";
import { Profile } from "./reads";

interface State {
  readonly pending: boolean;
  readonly error: MizanError | undefined;
}

const stateOf = ({ pending, error }: State) =>
  pending ? "pending" : error ? (error.kind ?? error.code) : "idle";

export function Rename({ userId }: Pages["rename"]) {
  return (
    <>
      <Profile userId={userId} />
      <RenameForm userId={userId} />
    </>
  );
}

function RenameForm({ userId }: Pages["rename"]) {
  const [name, setName] = useState("");
  const rename = useRenameUser({
    optimistic: (view, args) => {
      view.user({ userId: args.userId }).userProfile.name = args.name;
    },
  });
  return (
    <>
      <input data-testid="name" value={name} onChange={(event) => setName(event.target.value)} />
      <button data-testid="rename" onClick={() => void rename({ userId, name })} />
      <button data-testid="reset" onClick={rename.reset} />
      <button data-testid="abort" onClick={rename.abort} />
      <p data-testid="state">{stateOf(rename)}</p>
    </>
  );
}

export function Caller({ userId }: Pages["caller"]) {
  count("caller");
  const rename = useRenameUser();
  return <button data-testid="call" onClick={() => void rename({ userId, name: "Ada" })} />;
}

export function Upload({ size }: Pages["upload"]) {
  const setAvatar = useSetAvatar();
  const upload = () => void setAvatar({ upload: new Blob([new Uint8Array(size)]) });
  return (
    <>
      <button data-testid="upload" onClick={upload} />
      <button data-testid="abort" onClick={setAvatar.abort} />
      <p data-testid="progress">{setAvatar.progress}</p>
      <p data-testid="state">{stateOf(setAvatar)}</p>
    </>
  );
}

export function Talk({ about }: Pages["talk"]) {
  const talk = useTalk();
  return (
    <>
      <button data-testid="start" onClick={() => void talk({ about })} />
      <button data-testid="stop" onClick={talk.abort} />
      <p data-testid="items">{talk.items.join(" ")}</p>
      <p data-testid="state">{stateOf(talk)}</p>
    </>
  );
}

export function Session({ userId }: Pages["session"]) {
  const logOut = useLogOut();
  return (
    <>
      <Profile userId={userId} />
      <button data-testid="log-out" onClick={() => void logOut()} />
    </>
  );
}
