// The comments on an article, and a form for a new one.

import { type FormEvent } from "react";
import { Link } from "react-router";
import { useAddComment, useCurrentUser, useDeleteComment, type Comment } from "../api";
import { Day } from "./ArticleMeta";
import { Avatar } from "./Avatar";
import { Icon } from "./Icon";
import { Problems } from "./Problems";

export function Comments({ slug, comments }: { slug: string; comments: readonly Comment[] }) {
  return (
    <section aria-label="Comments">
      <CommentForm slug={slug} />
      {comments.map((comment) => (
        <CommentCard key={comment.id} slug={slug} comment={comment} />
      ))}
    </section>
  );
}

function CommentForm({ slug }: { slug: string }) {
  const { data: user } = useCurrentUser();
  const addComment = useAddComment();
  if (!user) return <Invitation />;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const body = String(new FormData(form).get("body"));
    addComment({ slug, body }).then(
      () => form.reset(),
      () => {},
    );
  }

  return (
    <form className="card comment-form" onSubmit={submit}>
      <div className="card-block">
        <textarea
          className="form-control"
          name="body"
          rows={3}
          placeholder="Write a comment…"
          aria-label="Comment"
        />
        <Problems error={addComment.error} />
      </div>
      <div className="card-footer">
        <Avatar of={user} className="comment-author-img" />
        <button className="btn btn-sm btn-primary" disabled={addComment.pending}>
          Post Comment
        </button>
      </div>
    </form>
  );
}

function Invitation() {
  return (
    <p className="invitation">
      <Link to="/login">Sign in</Link> or <Link to="/register">sign up</Link> to add comments on
      this article.
    </p>
  );
}

function CommentCard({ slug, comment }: { slug: string; comment: Comment }) {
  const { data: user } = useCurrentUser();
  const deleteComment = useDeleteComment();
  const { author, id } = comment;
  return (
    <div className="card">
      <div className="card-block">
        <p className="card-text">{comment.body}</p>
      </div>
      <div className="card-footer">
        <Link to={`/profile/${author.username}`} tabIndex={-1} aria-hidden="true">
          <Avatar of={author} className="comment-author-img" />
        </Link>
        <Link to={`/profile/${author.username}`} className="comment-author">
          {author.username}
        </Link>
        <Day className="date-posted" of={comment.createdAt} />
        {user?.username === author.username && (
          <span className="mod-options">
            <button
              aria-label="Delete this comment"
              disabled={deleteComment.pending}
              onClick={() => void deleteComment({ slug, id })}
            >
              <Icon name="trash" />
            </button>
          </span>
        )}
      </div>
      <Problems error={deleteComment.error} />
    </div>
  );
}
