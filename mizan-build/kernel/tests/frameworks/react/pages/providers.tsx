/** Pages below providers of parameters, and one without. */

import { Component, type ReactNode } from "react";
import {
  UserContext,
  combineContexts,
  useFeed,
  useSearch,
  useSearchHits,
  useUser,
  useUserProfile,
} from "../../../../sample/react";
import { count } from "../../stage/counts";
import type { Pages } from "../../stage/protocol";
import { Orders, Profile } from "./reads";

function Inner() {
  count("inner");
  return <p data-testid="inner">{useUserProfile().data?.name}</p>;
}

export function Provided({ userId, inner, page }: Pages["provided"]) {
  return (
    <UserContext userId={userId}>
      <Profile />
      <Orders page={page} />
      <UserContext userId={inner}>
        <Inner />
      </UserContext>
    </UserContext>
  );
}

const PageContext = combineContexts(useUser, useSearch, useFeed);

function Hits() {
  return (
    <p data-testid="hits">
      {useSearchHits()
        .data?.map(({ id }) => id)
        .join(" ")}
    </p>
  );
}

export function Combined({ userId, tag }: Pages["combined"]) {
  return (
    <PageContext userId={userId} tag={tag}>
      <Profile />
      <Orders />
      <Hits />
    </PageContext>
  );
}

class Boundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError = (error: Error) => ({ error });

  override render() {
    const { error } = this.state;
    return error ? <p data-testid="caught">{error.message}</p> : this.props.children;
  }
}

export function Lost() {
  return (
    <Boundary>
      <Profile />
    </Boundary>
  );
}
