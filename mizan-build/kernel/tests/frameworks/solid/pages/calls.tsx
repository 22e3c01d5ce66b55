/** @jsxImportSource solid-js */
/** Pages that call functions. */

import { createSignal } from "solid-js";
import { useLogOut, useRenameUser, useSetAvatar, useTalk } from "../../../../sample/solid";
import type { MizanError } from "../../../../sample/solid";
import { counted } from "../../stage/counts";
import type { Pages } from "../../stage/protocol";
import { Profile } from "./reads";

interface State {
  readonly pending: boolean;
  readonly error: MizanError | undefined;
}

const stateOf = ({ pending, error }: State) =>
  pending ? "pending" : error ? (error.kind ?? error.code) : "idle";

export function Rename(props: Pages["rename"]) {
  const [name, setName] = createSignal("");
  const rename = useRenameUser({
    optimistic: (view, args) => {
      view.user({ userId: args.userId }).userProfile.name = args.name;
    },
  });
  return (
    <>
      <Profile userId={props.userId} />
      <input
        data-testid="name"
        value={name()}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button
        data-testid="rename"
        onClick={() => void rename({ userId: props.userId, name: name() })}
      />
      <button data-testid="reset" onClick={rename.reset} />
      <button data-testid="abort" onClick={rename.abort} />
      <p data-testid="state">{stateOf(rename)}</p>
    </>
  );
}

export function Caller(props: Pages["caller"]) {
  const rename = useRenameUser();
  const call = () => void rename({ userId: props.userId, name: "Ada" });
  return <button data-testid="call" title={counted("caller", "call")} onClick={call} />;
}

export function Upload(props: Pages["upload"]) {
  const setAvatar = useSetAvatar();
  const upload = () => void setAvatar({ upload: new Blob([new Uint8Array(props.size)]) });
  return (
    <>
      <button data-testid="upload" onClick={upload} />
      <button data-testid="abort" onClick={setAvatar.abort} />
      <p data-testid="progress">{setAvatar.progress}</p>
      <p data-testid="state">{stateOf(setAvatar)}</p>
    </>
  );
}

export function Talk(props: Pages["talk"]) {
  const talk = useTalk();
  return (
    <>
      <button data-testid="start" onClick={() => void talk({ about: props.about })} />
      <button data-testid="stop" onClick={talk.abort} />
      <p data-testid="items">{talk.items.join(" ")}</p>
      <p data-testid="state">{stateOf(talk)}</p>
    </>
  );
}

export function Session(props: Pages["session"]) {
  const logOut = useLogOut();
  return (
    <>
      <Profile userId={props.userId} />
      <button data-testid="log-out" onClick={() => void logOut()} />
    </>
  );
}
