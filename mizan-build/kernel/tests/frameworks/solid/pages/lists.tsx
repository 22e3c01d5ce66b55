/** @jsxImportSource solid-js */
/** Pages of lists. */

import { useFeedAuthors, useSearch } from "../../../../sample/solid";
import { counted } from "../../stage/counts";
import type { Pages } from "../../stage/protocol";

export function Search(props: Pages["search"]) {
  const search = useSearch(() => ({
    ...(props.tag && { tag: props.tag }),
    ...(props.orderBy && { orderBy: props.orderBy }),
  }));
  return (
    <p data-testid="hits">
      {search.pending ? "loading" : search.data.searchHits.map(({ id }) => id).join(" ")}
    </p>
  );
}

export function Authors() {
  const authors = useFeedAuthors.infinite();
  const state = () => (authors.loadingMore ? "loading" : authors.hasMore ? "more" : "end");
  return (
    <>
      <p data-testid="authors">{counted("authors", authors.data?.join(" "))}</p>
      <button data-testid="more" onClick={() => authors.loadMore()} />
      <p data-testid="end">{state()}</p>
    </>
  );
}
