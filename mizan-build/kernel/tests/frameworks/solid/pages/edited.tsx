/** @jsxImportSource solid-js */
/** A page that is edited while it is shown. */

import { useUserProfile } from "../../../../sample/solid";
import type { Pages } from "../../stage/protocol";

export function Edited(props: Pages["edited"]) {
  const profile = useUserProfile(() => ({ userId: props.userId }));
  return (
    <>
      <p data-testid="edition">first edition</p>
      <p data-testid="profile">{profile.data?.name}</p>
    </>
  );
}
