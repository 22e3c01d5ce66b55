// The page with tRPC: its integration with TanStack Query, and its link that sends a batch.

import {
  QueryClient,
  QueryClientProvider,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";

const { TRPCProvider, useTRPC } = createTRPCContext();

function Profile({ userId }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const profile = useQuery(trpc.user.profile.queryOptions({ userId }));
  const rename = useMutation(
    trpc.user.rename.mutationOptions({
      onSuccess: () => client.invalidateQueries(trpc.user.profile.queryFilter({ userId })),
    }),
  );
  if (profile.isPending) return <p>{profile.error?.message ?? "loading"}</p>;
  return (
    <button disabled={rename.isPending} onClick={() => rename.mutate({ userId, name: "Ada" })}>
      {profile.data.name} {rename.error?.message}
    </button>
  );
}

const queryClient = new QueryClient();
const trpcClient = createTRPCClient({ links: [httpBatchLink({ url: "/api/trpc" })] });

export const Page = (props) => (
  <QueryClientProvider client={queryClient}>
    <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
      <Profile {...props} />
    </TRPCProvider>
  </QueryClientProvider>
);
