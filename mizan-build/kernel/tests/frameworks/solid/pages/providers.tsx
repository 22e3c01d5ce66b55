/** @jsxImportSource solid-js */
/** Pages below providers of parameters, and one without. */

import { ErrorBoundary } from "solid-js";
import {
  UserContext,
  combineContexts,
  useFeed,
  useSearch,
  useSearchHits,
  useUser,
  useUserProfile,
} from "../../../../sample/solid";
import { counted } from "../../stage/counts";
import type { Pages } from "../../stage/protocol";
import { Orders, Profile } from "./reads";

function Inner() {
  const profile = useUserProfile();
  return <p data-testid="inner">{counted("inner", profile.data?.name)}</p>;
}

export function Provided(props: Pages["provided"]) {
  return (
    <UserContext userId={props.userId}>
      <Profile />
      <Orders page={props.page} />
      <UserContext userId={props.inner}>
        <Inner />
      </UserContext>
    </UserContext>
  );
}

const PageContext = combineContexts(useUser, useSearch, useFeed);

function Hits() {
  const hits = useSearchHits();
  return <p data-testid="hits">{hits.data?.map(({ id }) => id).join(" ")}</p>;
}

export function Combined(props: Pages["combined"]) {
  return (
    <PageContext userId={props.userId} tag={props.tag}>
      <Profile />
      <Orders />
      <Hits />
    </PageContext>
  );
}

export function Lost() {
  return (
    <ErrorBoundary fallback={(error: Error) => <p data-testid="caught">{error.message}</p>}>
      <Profile />
    </ErrorBoundary>
  );
}
