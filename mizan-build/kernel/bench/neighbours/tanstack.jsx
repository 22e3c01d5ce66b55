// The page with TanStack Query, and `fetch` by hand.

import {
  QueryClient,
  QueryClientProvider,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";

async function request(path, init) {
  const response = await fetch(`/api${path}`, init);
  if (!response.ok) throw new Error((await response.json()).message);
  return response.json();
}

function Profile({ userId }) {
  const client = useQueryClient();
  const queryKey = ["user", userId];
  const profile = useQuery({ queryKey, queryFn: () => request(`/users/${userId}`) });
  const rename = useMutation({
    mutationFn: (name) =>
      request(`/users/${userId}`, {
        method: "PATCH",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ name }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey }),
  });
  if (profile.isPending) return <p>{profile.error?.message ?? "loading"}</p>;
  return (
    <button disabled={rename.isPending} onClick={() => rename.mutate("Ada")}>
      {profile.data.name} {rename.error?.message}
    </button>
  );
}

const client = new QueryClient();

export const Page = (props) => (
  <QueryClientProvider client={client}>
    <Profile {...props} />
  </QueryClientProvider>
);
