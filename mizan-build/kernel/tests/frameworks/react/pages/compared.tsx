/** The readers of a page with TanStack Query. */

import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { compared, read } from "../../stage/compared";
import { count } from "../../stage/counts";
import type { Pages } from "../../stage/protocol";

const options = (url: string) => ({ queryKey: ["user", url], queryFn: () => read(url) });

function Profile({ url }: { url: string }) {
  count("profile");
  const { data } = useQuery({ ...options(url), select: (bundle) => bundle.user_profile });
  return <p data-testid="profile">{data?.name ?? "loading"}</p>;
}

function Orders({ url }: { url: string }) {
  count("orders");
  const { data } = useQuery({ ...options(url), select: (bundle) => bundle.user_orders });
  return <p data-testid="orders">{data?.map(({ id }) => id).join(" ") ?? "loading"}</p>;
}

export function Compared({ url }: Pages["compared"]) {
  const [client] = useState(() => new QueryClient());
  compared.refetch = () => client.invalidateQueries();
  return (
    <QueryClientProvider client={client}>
      <Profile url={url} />
      <Orders url={url} />
    </QueryClientProvider>
  );
}
