// Somebody, what they wrote, and what they like.

import { Link, useParams } from "react-router";
import { useCurrentUser, useProfile, type Profile } from "../api";
import { ArticleList } from "../components/ArticleList";
import { Avatar } from "../components/Avatar";
import { FollowButton } from "../components/FollowButton";
import { Icon } from "../components/Icon";
import { usePage } from "../components/Pagination";
import { Tabs } from "../components/Tabs";

export function ProfilePage({ favorites = false }: { favorites?: boolean }) {
  const username = useParams().username!;
  const { data: profile } = useProfile.suspense({ username });
  const page = usePage();
  const address = `/profile/${username}`;
  return (
    <div className="profile-page">
      <title>{`${profile.username} — Conduit`}</title>
      <UserInfo profile={profile} />
      <div className="container page">
        <Tabs
          className="articles-toggle"
          tabs={[
            { to: address, label: "My Articles", isActive: !favorites },
            { to: `${address}/favorites`, label: "Favorited Articles", isActive: favorites },
          ]}
        />
        <ArticleList
          selection={{ of: favorites ? "favorites" : "author", username }}
          page={page}
          empty={favorites ? "No favorites yet." : "Nothing written yet."}
        />
      </div>
    </div>
  );
}

function UserInfo({ profile }: { profile: Profile }) {
  const { data: user } = useCurrentUser();
  return (
    <div className="user-info">
      <div className="container">
        <Avatar of={profile} className="user-img" />
        <h1>{profile.username}</h1>
        <p>{profile.bio}</p>
        {user?.username === profile.username ? (
          <Link className="btn btn-sm btn-outline-secondary action-btn" to="/settings">
            <Icon name="gear" /> Edit Profile Settings
          </Link>
        ) : (
          <FollowButton profile={profile} className="action-btn" />
        )}
      </div>
    </div>
  );
}
