// The page with Mizan: the hooks of a generated client, which has an API of some twenty functions.

import { useRenameUser, useUserProfile } from "../../sample/react";

export function Page({ userId }) {
  const profile = useUserProfile({ userId });
  const rename = useRenameUser();
  if (profile.pending) return <p>{profile.error?.message ?? "loading"}</p>;
  return (
    <button
      disabled={rename.pending}
      onClick={() => rename({ userId, name: "Ada" }).catch(() => {})}
    >
      {profile.data.name} {rename.error?.message}
    </button>
  );
}
