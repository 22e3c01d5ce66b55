/** A page that suspends, below a boundary. */

import { Suspense } from "react";
import { MizanBoundary, useSearch, useUser } from "../../../../sample/react";
import type { Pages } from "../../stage/protocol";

function Content({ userId }: Pages["suspended"]) {
  const user = useUser.suspense({ userId });
  const search = useSearch.suspense();
  return (
    <>
      <p data-testid="profile">{user.data.userProfile.name}</p>
      <p data-testid="hits">{search.data.searchHits.map(({ id }) => id).join(" ")}</p>
    </>
  );
}

export function Suspended({ userId }: Pages["suspended"]) {
  return (
    <MizanBoundary
      fallback={(error, retry) => (
        <>
          <p data-testid="caught">{error.code}</p>
          <button data-testid="retry" onClick={retry} />
        </>
      )}
    >
      <Suspense fallback={<p data-testid="waiting">waiting</p>}>
        <Content userId={userId} />
      </Suspense>
    </MizanBoundary>
  );
}
