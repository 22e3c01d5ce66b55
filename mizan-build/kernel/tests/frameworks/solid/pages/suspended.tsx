/** @jsxImportSource solid-js */
/** A page that suspends, below a boundary. */

import { ErrorBoundary, Suspense } from "solid-js";
import { useSearch, useUser, type MizanError } from "../../../../sample/solid";
import type { Pages } from "../../stage/protocol";

function Content(props: Pages["suspended"]) {
  const user = useUser.suspense(() => ({ userId: props.userId }));
  const search = useSearch.suspense(() => ({}));
  return (
    <>
      <p data-testid="profile">{user.data?.userProfile.name}</p>
      <p data-testid="hits">{search.data?.searchHits.map(({ id }) => id).join(" ")}</p>
    </>
  );
}

export function Suspended(props: Pages["suspended"]) {
  return (
    <ErrorBoundary
      fallback={(error: MizanError, retry) => (
        <>
          <p data-testid="caught">{error.code}</p>
          <button data-testid="retry" onClick={retry} />
        </>
      )}
    >
      <Suspense fallback={<p data-testid="waiting">waiting</p>}>
        <Content userId={props.userId} />
      </Suspense>
    </ErrorBoundary>
  );
}
