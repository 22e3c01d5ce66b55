// The page with Convex. Its generated `api` is `anyApi` with types.

import { ConvexProvider, ConvexReactClient, useMutation, useQuery } from "convex/react";
import { anyApi as api } from "convex/server";

function Profile({ userId }) {
  const profile = useQuery(api.users.profile, { userId });
  const rename = useMutation(api.users.rename);
  if (profile === undefined) return <p>loading</p>;
  return <button onClick={() => rename({ userId, name: "Ada" })}>{profile.name}</button>;
}

const client = new ConvexReactClient("https://example.convex.cloud");

export const Page = (props) => (
  <ConvexProvider client={client}>
    <Profile {...props} />
  </ConvexProvider>
);
