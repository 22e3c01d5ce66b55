// An article, and what is said about it.

import { Link, Navigate, useNavigate, useParams } from "react-router";
import { prefetch, useArticlePage, useCurrentUser, useDeleteArticle, type Article } from "../api";
import { ArticleMeta } from "../components/ArticleMeta";
import { Comments } from "../components/Comments";
import { FavoriteButton } from "../components/FavoriteButton";
import { FollowButton } from "../components/FollowButton";
import { Icon } from "../components/Icon";
import { Problems } from "../components/Problems";
import { TagList } from "../components/TagList";

export function ArticlePage() {
  const slug = useParams().slug!;
  const page = useArticlePage.suspense({ slug });
  const { article, comments } = page.data;
  if (article.slug !== slug) return <Navigate to={`/article/${article.slug}`} replace />;
  return (
    <div className="article-page">
      <title>{`${article.title} — Conduit`}</title>
      <div className="banner">
        <div className="container">
          <h1>{article.title}</h1>
          <Actions article={article} />
          <Problems error={page.error} />
        </div>
      </div>
      <div className="container page">
        {/* The server has made it safe. */}
        <div className="article-content" dangerouslySetInnerHTML={{ __html: article.html }} />
        <TagList tags={article.tags} />
        <hr />
        <div className="article-actions">
          <Actions article={article} />
        </div>
        <Comments slug={slug} comments={comments} />
      </div>
    </div>
  );
}

function Actions({ article }: { article: Article }) {
  const { data: user } = useCurrentUser();
  const isOwn = user?.username === article.author.username;
  return (
    <ArticleMeta of={article}>
      {isOwn ? <OwnActions slug={article.slug} /> : <ReaderActions article={article} />}
    </ArticleMeta>
  );
}

function ReaderActions({ article }: { article: Article }) {
  return (
    <span className="actions">
      <FollowButton profile={article.author} slug={article.slug} />
      <FavoriteButton article={article}>
        {({ favorited, favoritesCount }) => (
          <>
            {favorited ? "Unfavorite" : "Favorite"} Article{" "}
            <span className="counter">({favoritesCount})</span>
          </>
        )}
      </FavoriteButton>
    </span>
  );
}

function OwnActions({ slug }: { slug: string }) {
  // Nobody waits for the page of an article that is gone.
  const deleteArticle = useDeleteArticle({ settle: "ack" });
  const navigate = useNavigate();

  function remove() {
    if (!window.confirm("Delete this article, with all of its comments?")) return;
    deleteArticle({ slug }).then(
      () => navigate("/"),
      () => {},
    );
  }

  return (
    <span className="actions">
      <Link
        className="btn btn-sm btn-outline-secondary"
        to={`/editor/${slug}`}
        onPointerEnter={() => prefetch.editor({ slug })}
      >
        <Icon name="edit" /> Edit Article
      </Link>
      <button
        className="btn btn-sm btn-outline-danger"
        disabled={deleteArticle.pending}
        onClick={remove}
      >
        <Icon name="trash" /> Delete Article
      </button>
      <Problems error={deleteArticle.error} />
    </span>
  );
}
