/** @jsxImportSource solid-js */
/** The readers of a page with TanStack Query. */

import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/solid-query";
import { compared, read } from "../../stage/compared";
import { counted } from "../../stage/counts";
import type { Pages } from "../../stage/protocol";

const options = (url: string) => ({ queryKey: ["user", url], queryFn: () => read(url) });

function Profile(props: { url: string }) {
  const profile = useQuery(() => ({
    ...options(props.url),
    select: (bundle) => bundle.user_profile,
  }));
  const name = () => (profile.isPending ? "loading" : profile.data?.name);
  return <p data-testid="profile">{counted("profile", name())}</p>;
}

function Orders(props: { url: string }) {
  const orders = useQuery(() => ({
    ...options(props.url),
    select: (bundle) => bundle.user_orders,
  }));
  const ids = () => (orders.isPending ? "loading" : orders.data?.map(({ id }) => id).join(" "));
  return <p data-testid="orders">{counted("orders", ids())}</p>;
}

export function Compared(props: Pages["compared"]) {
  const client = new QueryClient();
  compared.refetch = () => client.invalidateQueries();
  return (
    <QueryClientProvider client={client}>
      <Profile url={props.url} />
      <Orders url={props.url} />
    </QueryClientProvider>
  );
}
