// Marks an article as a favourite, at once; the server's answer follows.

import { useNavigate } from "react-router";
import { useCurrentUser, useSetFavorite, type FeedParams } from "../api";
import { Icon } from "./Icon";
import { Problems } from "./Problems";

/** What the button shows of an article, in a list or on its page. */
interface Favorable {
  readonly slug: string;
  readonly favorited: boolean;
  readonly favoritesCount: number;
}

interface Place {
  readonly article: Favorable;
  /** The list that the button stands in. */
  readonly feed?: FeedParams;
  readonly children?: (article: Favorable) => React.ReactNode;
  readonly className?: string;
}

export function FavoriteButton({ article, feed, children, className = "" }: Place) {
  const setFavorite = useFavorite(feed);
  const { data: user } = useCurrentUser();
  const navigate = useNavigate();
  const { slug, favorited, favoritesCount } = article;
  const style = favorited ? "btn-primary" : "btn-outline-primary";

  function toggle() {
    if (user) void setFavorite({ slug, favorite: !favorited });
    else navigate("/login");
  }

  return (
    <>
      <button
        className={`btn btn-sm ${style} ${className}`}
        aria-pressed={favorited}
        aria-label={children ? undefined : `Favorite, ${favoritesCount}`}
        onClick={toggle}
      >
        <Icon name="heart" filled={favorited} /> {children ? children(article) : favoritesCount}
      </button>
      <Problems error={setFavorite.error} />
    </>
  );
}

function useFavorite(feed: FeedParams | undefined) {
  return useSetFavorite({
    optimistic(view, { slug, favorite }) {
      const shown = [view.articlePage({ slug }).article];
      const listed = feed && view.feed(feed).articles.articles.find((each) => each.slug === slug);
      for (const article of [...shown, listed]) {
        if (!article || article.favorited === favorite) continue;
        article.favorited = favorite;
        article.favoritesCount += favorite ? 1 : -1;
      }
    },
  });
}
