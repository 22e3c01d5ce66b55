// The pages of a list.

import { Link, useSearchParams } from "react-router";
import { prefetch, type FeedParams } from "../api";

interface Pages extends FeedParams {
  readonly pages: number;
}

export function Pagination({ pages, page, selection }: Pages) {
  const [search] = useSearchParams();
  if (pages < 2) return null;
  const addressOf = (number: number) => {
    const address = new URLSearchParams(search);
    address.set("page", String(number));
    return `?${address}`;
  };
  return (
    <nav aria-label="Pages">
      <ul className="pagination">
        {Array.from({ length: pages }, (_, index) => index + 1).map((number) => (
          <li key={number} className={number === page ? "page-item active" : "page-item"}>
            <Link
              className="page-link"
              to={addressOf(number)}
              aria-current={number === page ? "page" : undefined}
              onPointerEnter={() => prefetch.feed({ selection, page: number })}
            >
              {number}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The page that the address asks for. */
export function usePage(): number {
  const [search] = useSearchParams();
  return Math.max(1, Number(search.get("page")) || 1);
}
