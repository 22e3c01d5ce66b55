// The author of an article, and its date.

import { Link } from "react-router";
import { prefetch, type Profile } from "../api";
import { Avatar } from "./Avatar";

interface Written {
  readonly author: Profile;
  readonly createdAt: string;
}

export function ArticleMeta({ of, children }: { of: Written; children?: React.ReactNode }) {
  const { author } = of;
  const address = `/profile/${author.username}`;
  const prepare = () => prefetch.profilePage({ username: author.username });
  return (
    <div className="article-meta">
      <Link to={address} tabIndex={-1} aria-hidden="true" onPointerEnter={prepare}>
        <Avatar of={author} className="author-img" />
      </Link>
      <div className="info">
        <Link to={address} className="author" onPointerEnter={prepare} onFocus={prepare}>
          {author.username}
        </Link>
        <Day className="date" of={of.createdAt} />
      </div>
      {children}
    </div>
  );
}

export function Day({ of, className }: { of: string; className: string }) {
  return (
    <time className={className} dateTime={of}>
      {new Date(of).toLocaleDateString("en", { dateStyle: "long", timeZone: "UTC" })}
    </time>
  );
}
