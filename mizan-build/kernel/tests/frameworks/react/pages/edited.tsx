/** A page that is edited while it is shown. */

import { useUserProfile } from "../../../../sample/react";
import type { Pages } from "../../stage/protocol";

export function Edited({ userId }: Pages["edited"]) {
  return (
    <>
      <p data-testid="edition">first edition</p>
      <p data-testid="profile">{useUserProfile({ userId }).data?.name}</p>
    </>
  );
}
