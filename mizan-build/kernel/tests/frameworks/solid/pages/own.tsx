/** @jsxImportSource solid-js */
/** Pages that only Solid has. */

import { For, Suspense, createEffect, createRoot, createSignal, useTransition } from "solid-js";
import {
  useFeedAuthors,
  useLogOut,
  useMizan,
  useUser,
  useUserOrders,
  useUserProfile,
} from "../../../../sample/solid";
import { counted } from "../../stage/counts";
import { Profile } from "./reads";

interface OfUser {
  userId: number;
}

/** The parts of a bundle, each of which is shown by itself. */
export function Parts(props: OfUser) {
  const client = useMizan();
  const user = useUser(() => ({ userId: props.userId }));
  const current = () => client.user({ userId: props.userId }).current.data?.userProfile;
  let first: ReturnType<typeof current>;
  const [kept, setKept] = createSignal<string | null>();
  return (
    <>
      <p data-testid="name">{counted("name", user.data?.userProfile.name)}</p>
      <For each={user.data?.userOrders}>
        {(order) => <p data-testid="row">{counted("row", order.id)}</p>}
      </For>
      <button data-testid="keep" onClick={() => (first = current())} />
      <button data-testid="show" onClick={() => setKept(first?.name)} />
      <p data-testid="kept">{kept()}</p>
    </>
  );
}

/** One effect that reads two primitives. */
export function Both(props: OfUser) {
  const params = () => ({ userId: props.userId });
  const profile = useUserProfile(params);
  const orders = useUserOrders(params);
  const ids = () => orders.data?.map(({ id }) => id).join(" ");
  return <p data-testid="both">{counted("both", `${profile.data?.name}: ${ids()}`)}</p>;
}

/** A root that does not end with the component, as that of a store does not. */
export function Root(props: OfUser) {
  const [name, setName] = createSignal<string | null>();
  const { userId } = props;
  createRoot((dispose) => {
    const profile = useUserProfile(() => ({ userId }));
    createEffect(() => setName(profile.data?.name));
    // The page disposes of it from outside, when the component may be gone.
    Object.assign(globalThis, { disposeRoot: dispose });
  });
  return <p data-testid="profile">{name()}</p>;
}

function Name(props: OfUser) {
  const profile = useUserProfile.suspense(() => ({ userId: props.userId }));
  return <p data-testid="profile">{profile.data?.name}</p>;
}

/** Another instance, in a transition, and another session. */
export function Changing(props: OfUser) {
  const [userId, setUserId] = createSignal(props.userId);
  const [isChanging, start] = useTransition();
  const logOut = useLogOut();
  const next = () => void start(() => setUserId((id) => id + 1));
  return (
    <>
      <Suspense fallback={<p data-testid="waiting">waiting</p>}>
        <Name userId={userId()} />
      </Suspense>
      <button data-testid="next" onClick={next} />
      <button data-testid="log-out" onClick={() => void logOut()} />
      <p data-testid="state">{isChanging() ? "changing" : "quiet"}</p>
    </>
  );
}

/** One reader that suspends, and one of another user that does not. */
export function Mixed(props: OfUser) {
  return (
    <>
      <Profile userId={props.userId + 1} />
      <Suspense fallback={<p data-testid="waiting">waiting</p>}>
        <Name userId={props.userId} />
      </Suspense>
    </>
  );
}

function List() {
  const authors = useFeedAuthors.infinite.suspense();
  return (
    <>
      <p data-testid="authors">{authors.data?.join(" ")}</p>
      <button data-testid="more" onClick={() => authors.loadMore()} />
    </>
  );
}

/** A list in pages, which suspends. */
export function SuspendedAuthors() {
  return (
    <Suspense fallback={<p data-testid="waiting">waiting</p>}>
      <List />
    </Suspense>
  );
}
