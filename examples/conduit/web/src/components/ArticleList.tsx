// A list of articles, page by page.

import { Link, useSearchParams } from "react-router";
import { prefetch, useFeed, type FeedParams, type Preview } from "../api";
import { ArticleMeta } from "./ArticleMeta";
import { FavoriteButton } from "./FavoriteButton";
import { Pagination } from "./Pagination";
import { TagList } from "./TagList";

interface List extends FeedParams {
  /** What to say in place of an empty list. */
  readonly empty: string;
}

export function ArticleList({ empty, ...params }: List) {
  const feed = useFeed(params, { keepPrevious: true });
  if (feed.pending && feed.error) throw feed.error;
  if (feed.pending) return <Placeholders />;
  const { articles, pages } = feed.data.articles;
  return (
    <div className="article-list" aria-busy={feed.refreshing}>
      {articles.map((article) => (
        <ArticlePreview key={article.slug} article={article} feed={params} />
      ))}
      {articles.length === 0 && (
        <p className="article-preview empty">{pages > 0 ? <PageMissing {...params} /> : empty}</p>
      )}
      <Pagination pages={pages} {...params} />
    </div>
  );
}

function ArticlePreview({ article, feed }: { article: Preview; feed: FeedParams }) {
  const { slug } = article;
  const prepare = () => prefetch.articlePage({ slug });
  return (
    <article className="article-preview">
      <ArticleMeta of={article}>
        <FavoriteButton article={article} feed={feed} className="pull-xs-right" />
      </ArticleMeta>
      <Link
        to={`/article/${slug}`}
        className="preview-link"
        onPointerEnter={prepare}
        onFocus={prepare}
      >
        <h2>{article.title}</h2>
        <p>{article.description}</p>
        <span className="more">Read more…</span>
        <TagList tags={article.tags} />
      </Link>
    </article>
  );
}

function PageMissing({ page }: FeedParams) {
  const [search] = useSearchParams();
  const address = new URLSearchParams(search);
  address.delete("page");
  return (
    <>
      There is no page {page}. <Link to={`?${address}`}>Go to the first one.</Link>
    </>
  );
}

/** The shape of a list that is on its way. */
function Placeholders() {
  return (
    <div className="article-list placeholders" aria-busy="true" aria-label="Loading articles">
      <div className="article-preview" />
      <div className="article-preview" />
      <div className="article-preview" />
    </div>
  );
}
