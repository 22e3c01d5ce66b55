/** What the generated client's types let through and what they do not; `tsc` is the test. */

import {
  createMizan,
  useLetters,
  useRenameUser,
  useTalk,
  useSearch,
  useUser,
  useUserOrders,
  useUserProfile,
} from "../sample/api";
import type { Profile } from "../sample/api";
import { useDelete, useFeedAuthors, useFeedRemarks, useLogOut } from "../sample/react";

export async function callPlainly(): Promise<void> {
  const api = createMizan();
  const name: string = (await api.user({ userId: 5 })).userProfile.name;
  const cents: bigint | undefined = (await api.userOrders({ userId: 5, page: 2 }))[0]?.cents;
  const pong: string = await api.ping({ text: name });
  for await (const { cents } of api.talk({ about: "tea" })) void (cents + 1n);
  const letters = api.letters.infinite({ room: "hall" });
  const [letter]: readonly { cents: bigint }[] = await letters;
  const after: bigint | null = (await api.letters({ room: "hall", after: letter?.cents ?? null }))
    .next;
  // @ts-expect-error -- `room` is missing
  api.letters.infinite({});
  // @ts-expect-error -- the list begins with its first page
  api.letters.infinite({ room: "hall", after });
  // @ts-expect-error -- a stream is no promise
  api.talk({ about: "tea" }).then();
  const bio: Profile = await api.setBio({ userId: 5, bio: pong + String(cents) });
  const slow = createMizan({ poll: 60_000, refetchOnFocus: false, staleAfter: 5_000 });
  slow.user({ userId: 5 }).subscribe(() => {}, { poll: 5_000 })();
  // @ts-expect-error -- milliseconds are a number
  slow.user({ userId: 5 }).subscribe(() => {}, { poll: "5s" });
  // @ts-expect-error -- a number, as the server's i64
  api.user({ userId: bio.name });
  // @ts-expect-error -- a parameter of another member
  api.userProfile({ userId: 5, page: 2 });
  // @ts-expect-error -- `name` is missing
  await api.renameUser({ userId: 5 });
  // @ts-expect-error -- drafts have their types as well
  await api.ping({ text: "" }, { optimistic: (view) => view.user({ userId: 5 }).userProfile.age });
}

export function Component(): string | undefined {
  const user = useUser({ userId: 5 });
  // @ts-expect-error -- there may be no data yet
  void user.data.userProfile;
  if (user.pending) return user.error?.message;
  const profile: Profile = user.data.userProfile;

  useUser({ userId: 5 }, { poll: 5_000, refetchOnFocus: false, staleAfter: 1_000 });
  useUser.suspense({ userId: 5 }, { staleAfter: 1_000 });
  // @ts-expect-error -- an option that there is not
  useUser({ userId: 5 }, { polls: 5_000 });
  const rename = useRenameUser();
  const { error } = rename;
  if (error?.kind === "Taken") return error.details.suggestion;
  // @ts-expect-error -- no such variant
  if (error?.kind === "Lost") return undefined;
  // @ts-expect-error -- `Gone` has no fields
  if (error?.kind === "Gone") return error.details.suggestion;

  useSearch();
  useSearch({ tag: "tea" });
  // @ts-expect-error -- no such parameter
  useSearch({ page: 2 });
  const talk = useTalk();
  const total: bigint | undefined = talk.items[0]?.cents;
  if (talk.error?.kind === "Tired") return `${talk.error.details.after} ${total}`;
  // @ts-expect-error -- `about` is missing
  void talk({});
  void talk({ about: "tea" }).then((items) => items.length);

  const remarks = useFeedRemarks.infinite();
  const next: string | null | undefined = remarks.pages[0]?.next;
  const order: number | undefined = remarks.data?.[0]?.id;
  remarks.loadMore();
  // @ts-expect-error -- the list begins with its first page
  useLetters.infinite({ room: "hall", after: 1n });
  const authors = useFeedAuthors.infinite({}, { poll: 1000 });
  const author: string | undefined = authors.data?.[0] ?? next ?? undefined;
  if (author && order) return author;

  useUserOrders({ page: 2 });
  // @ts-expect-error -- the profile has no pages
  useUserProfile({ page: 2 });
  return useUserProfile.suspense().data.name + profile.name;
}

export function CallsOfAnyArity(): void {
  void useLogOut()();
  void useDelete()({ class: 1 });
  // @ts-expect-error -- `class` is missing
  void useDelete()();
}
