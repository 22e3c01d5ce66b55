/** Pages that read. */

import { useState } from "react";
import { prefetch, useUser, useUserOrders, useUserProfile } from "../../../../sample/react";
import { count } from "../../stage/counts";
import type { Pages } from "../../stage/protocol";

export function Profile({ userId }: { userId?: number }) {
  count("profile");
  const profile = useUserProfile(userId === undefined ? undefined : { userId });
  if (profile.pending) return <p data-testid="profile">{profile.error?.code ?? "loading"}</p>;
  return <p data-testid="profile">{profile.data.name}</p>;
}

export function Orders({ userId, page }: { userId?: number; page?: number | undefined }) {
  count("orders");
  const orders = useUserOrders({ ...(userId && { userId }), ...(page && { page }) });
  if (orders.pending) return <p data-testid="orders">{orders.error?.code ?? "loading"}</p>;
  return <p data-testid="orders">{orders.data.map(({ id }) => id).join(" ")}</p>;
}

function User({ userId }: { userId: number }) {
  count("user");
  const user = useUser({ userId });
  if (user.pending) return <p data-testid="user">{user.error?.code ?? "loading"}</p>;
  return <p data-testid="user">{user.data.userProfile.name}</p>;
}

export function SomeProfile({ userId, poll = 0 }: Pages["profile"]) {
  count("profile");
  const profile = useUserProfile(userId === null ? null : { userId }, { poll });
  if (profile.pending) return <p data-testid="profile">{profile.error?.code ?? "loading"}</p>;
  return <p data-testid="profile">{profile.data.name}</p>;
}

export function Readers({ userId }: Pages["readers"]) {
  count("page");
  return (
    <>
      <Profile userId={userId} />
      <Orders userId={userId} />
      <User userId={userId} />
    </>
  );
}

export function Rows({ userIds }: Pages["rows"]) {
  return userIds.map((userId) => <Profile key={userId} userId={userId} />);
}

export function Status({ userId }: Pages["status"]) {
  count("status");
  return <p data-testid="status">{useUser({ userId }).refreshing ? "refreshing" : "quiet"}</p>;
}

export function Keeping({ userId }: Pages["keeping"]) {
  const { data, refreshing, error } = useUserProfile({ userId }, { keepPrevious: true });
  return (
    <p data-testid="profile">
      {data?.name}
      {refreshing && " …"} {error?.code}
    </p>
  );
}

export function Own({ userId }: Pages["own"]) {
  const [isShown, setShown] = useState(false);
  return (
    <>
      <button data-testid="prefetch" onClick={() => prefetch.user({ userId })} />
      <button data-testid="show" onClick={() => setShown(true)} />
      {isShown && <Profile userId={userId} />}
    </>
  );
}
