/** The same page of rows on three libraries: this kernel, TanStack Query and SWR. */

import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import useSWR, { SWRConfig, useSWRConfig } from "swr";
import { Mizan, createMizan, useUserProfile, type Profile } from "../sample/api";
import type { Server } from "./server";

export interface Library {
  readonly name: string;
  readonly page: ReactNode;
  /** Somebody says that one row, or every row, has changed. */
  invalidateOne(id: number): void;
  invalidateAll(): void;
}

const COUNT = 1000;
export const ids = Array.from({ length: COUNT }, (_id, at) => at);

/** Counts what React renders. */
export const renders = { rows: 0 };

function Row({ profile }: { profile: Profile | undefined }) {
  renders.rows++;
  return <li>{profile?.name}</li>;
}

const list = (Each: (props: { id: number }) => ReactNode) => (
  <ul>
    {ids.map((id) => (
      <Each key={id} id={id} />
    ))}
  </ul>
);

export function mizan(server: Server): Library {
  const read = ({ params }: { params: { readonly [name: string]: unknown } }) =>
    server.read(params["user_id"] as number).then((text) => `{"user_profile":${text}}`);
  const client = createMizan({ transport: { read, call: () => Promise.reject() } });
  const Each = ({ id }: { id: number }) => <Row profile={useUserProfile({ userId: id }).data} />;
  return {
    name: "Mizan",
    page: <Mizan client={client}>{list(Each)}</Mizan>,
    invalidateOne: (id) => client.$invalidate({ context: "user", params: { user_id: id } }),
    invalidateAll: () => client.$invalidate("user"),
  };
}

export function tanstack(server: Server): Library {
  const client = new QueryClient();
  const Each = ({ id }: { id: number }) => {
    const queryFn = () => server.read(id).then((text) => JSON.parse(text) as Profile);
    return <Row profile={useQuery({ queryKey: ["user", id], queryFn }).data} />;
  };
  return {
    name: "TanStack Query",
    page: <QueryClientProvider client={client}>{list(Each)}</QueryClientProvider>,
    invalidateOne: (id) => void client.invalidateQueries({ queryKey: ["user", id] }),
    invalidateAll: () => void client.invalidateQueries({ queryKey: ["user"] }),
  };
}

export function swr(server: Server): Library {
  let mutate!: ReturnType<typeof useSWRConfig>["mutate"];
  const fetcher = ([, id]: [string, number]) =>
    server.read(id).then((text) => JSON.parse(text) as Profile);
  const Each = ({ id }: { id: number }) => <Row profile={useSWR(["user", id], fetcher).data} />;
  const Handle = () => {
    mutate = useSWRConfig().mutate;
    return null;
  };
  return {
    name: "SWR",
    page: (
      <SWRConfig value={{ dedupingInterval: 0, provider: () => new Map() }}>
        <Handle />
        {list(Each)}
      </SWRConfig>
    ),
    invalidateOne: (id) => void mutate(["user", id]),
    invalidateAll: () => void mutate(() => true),
  };
}
