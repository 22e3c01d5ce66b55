/** Pages of lists. */

import { useFeedAuthors, useSearch } from "../../../../sample/react";
import { count } from "../../stage/counts";
import type { Pages } from "../../stage/protocol";

export function Search({ tag, orderBy }: Pages["search"]) {
  const search = useSearch({ ...(tag && { tag }), ...(orderBy && { orderBy }) });
  if (search.pending) return <p data-testid="hits">loading</p>;
  return <p data-testid="hits">{search.data.searchHits.map(({ id }) => id).join(" ")}</p>;
}

export function Authors() {
  count("authors");
  const { data, hasMore, loadingMore, loadMore } = useFeedAuthors.infinite();
  return (
    <>
      <p data-testid="authors">{data?.join(" ")}</p>
      <button data-testid="more" onClick={loadMore} />
      <p data-testid="end">{loadingMore ? "loading" : hasMore ? "more" : "end"}</p>
    </>
  );
}
