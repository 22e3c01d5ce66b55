/** @jsxImportSource solid-js */
/** Pages that read. */

import { For, Show, createSignal } from "solid-js";
import { prefetch, useUser, useUserOrders, useUserProfile } from "../../../../sample/solid";
import { count, counted } from "../../stage/counts";
import type { Pages } from "../../stage/protocol";

export function Profile(props: { userId?: number }) {
  const profile = useUserProfile(() =>
    props.userId === undefined ? undefined : { userId: props.userId },
  );
  return (
    <p data-testid="profile">
      {counted("profile", profile.pending ? (profile.error?.code ?? "loading") : profile.data.name)}
    </p>
  );
}

export function Orders(props: { userId?: number; page?: number | undefined }) {
  const orders = useUserOrders(() => ({
    ...(props.userId && { userId: props.userId }),
    ...(props.page && { page: props.page }),
  }));
  const ids = () => orders.data?.map(({ id }) => id).join(" ");
  return (
    <p data-testid="orders">
      {counted("orders", orders.pending ? (orders.error?.code ?? "loading") : ids())}
    </p>
  );
}

function User(props: { userId: number }) {
  const user = useUser(() => ({ userId: props.userId }));
  return (
    <p data-testid="user">
      {counted("user", user.pending ? (user.error?.code ?? "loading") : user.data.userProfile.name)}
    </p>
  );
}

export function SomeProfile(props: Pages["profile"]) {
  const profile = useUserProfile(
    () => (props.userId === null ? null : { userId: props.userId }),
    () => ({ poll: props.poll ?? 0 }),
  );
  return (
    <p data-testid="profile">
      {counted("profile", profile.pending ? (profile.error?.code ?? "loading") : profile.data.name)}
    </p>
  );
}

export function Readers(props: Pages["readers"]) {
  count("page");
  return (
    <>
      <Profile userId={props.userId} />
      <Orders userId={props.userId} />
      <User userId={props.userId} />
    </>
  );
}

export function Rows(props: Pages["rows"]) {
  return <For each={props.userIds}>{(userId) => <Profile userId={userId} />}</For>;
}

export function Status(props: Pages["status"]) {
  const user = useUser(() => ({ userId: props.userId }));
  return <p data-testid="status">{counted("status", user.refreshing ? "refreshing" : "quiet")}</p>;
}

export function Keeping(props: Pages["keeping"]) {
  const profile = useUserProfile(
    () => ({ userId: props.userId }),
    () => ({ keepPrevious: true }),
  );
  return (
    <p data-testid="profile">
      {profile.data?.name}
      {profile.refreshing && " …"} {profile.error?.code}
    </p>
  );
}

export function Own(props: Pages["own"]) {
  const [isShown, setShown] = createSignal(false);
  return (
    <>
      <button data-testid="prefetch" onClick={() => prefetch.user({ userId: props.userId })} />
      <button data-testid="show" onClick={() => setShown(true)} />
      <Show when={isShown()}>
        <Profile userId={props.userId} />
      </Show>
    </>
  );
}
