// Follows somebody, at once; the server's answer follows too.

import { useNavigate } from "react-router";
import { useCurrentUser, useSetFollowing, type Profile } from "../api";
import { Icon } from "./Icon";
import { Problems } from "./Problems";

interface Place {
  readonly profile: Profile;
  /** The article on whose page the button stands. */
  readonly slug?: string;
  readonly className?: string;
}

export function FollowButton({ profile, slug, className = "" }: Place) {
  const setFollowing = useFollow(slug);
  const { data: user } = useCurrentUser();
  const navigate = useNavigate();
  const { username, following } = profile;
  const style = following ? "btn-secondary" : "btn-outline-secondary";

  function toggle() {
    if (user) void setFollowing({ username, following: !following });
    else navigate("/login");
  }

  return (
    <>
      <button
        className={`btn btn-sm ${style} ${className}`}
        aria-pressed={following}
        onClick={toggle}
      >
        <Icon name={following ? "minus" : "plus"} /> {following ? "Unfollow" : "Follow"} {username}
      </button>
      <Problems error={setFollowing.error} />
    </>
  );
}

function useFollow(slug: string | undefined) {
  return useSetFollowing({
    optimistic(view, { username, following }) {
      view.profilePage({ username }).profile.following = following;
      if (slug) view.articlePage({ slug }).article.author.following = following;
    },
  });
}
