/** Components that the React Compiler compiles, as it would those of an application. */

import type { ReactNode } from "react";
import { useRenameUser, useUser, useUserProfile } from "../../sample/api";

type Rename = ReturnType<typeof useRenameUser>;

function Button({ action, name }: { action: Rename; name: string }) {
  return (
    <button onClick={() => void action({ userId: 5, name })}>
      {action.pending ? "renaming" : (action.error?.code ?? "rename")}
    </button>
  );
}

/** Hands its action on, and shows the state itself. */
export function Form({ name }: { name: string }): ReactNode {
  const rename = useRenameUser();
  return (
    <form>
      <output>{rename.pending ? "busy" : "idle"}</output>
      <Button action={rename} name={name} />
    </form>
  );
}

export function Profile({ userId }: { userId: number }): ReactNode {
  const profile = useUserProfile({ userId });
  return <p>{profile.pending ? "loading" : profile.data.name}</p>;
}

export function Suspending(): ReactNode {
  const user = useUser.suspense();
  return <p>{user.data.userProfile.name}</p>;
}
