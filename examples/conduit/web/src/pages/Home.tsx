// The front page: what there is to read.

import { Link, useSearchParams } from "react-router";
import { useCurrentUser, usePopularTags, type Selection } from "../api";
import { ArticleList } from "../components/ArticleList";
import { usePage } from "../components/Pagination";
import { Tabs, type Tab } from "../components/Tabs";

export function Home() {
  const { data: user } = useCurrentUser.suspense();
  const selection = useSelection(user !== null);
  const page = usePage();
  return (
    <div className="home-page">
      <title>Conduit</title>
      {!user && <Banner />}
      <div className="container page">
        <div className="row">
          <div className="col-md-9">
            <Tabs className="feed-toggle" tabs={tabsOf(selection, user !== null)} />
            <ArticleList selection={selection} page={page} empty={EMPTY[selection.of]} />
          </div>
          <div className="col-md-3">
            <PopularTags />
          </div>
        </div>
      </div>
    </div>
  );
}

const EMPTY: Record<Selection["of"], string> = {
  everybody: "Nobody has written anything yet.",
  followed: "Nothing here yet. Follow somebody whose articles you like, and they will appear.",
  tag: "No article has this tag.",
  author: "Nothing written yet.",
  favorites: "No favorites yet.",
};

/** What the address asks for; without a wish, those who are signed in see whom they follow. */
function useSelection(isSignedIn: boolean): Selection {
  const [search] = useSearchParams();
  const tag = search.get("tag");
  if (tag) return { of: "tag", tag };
  const isFollowed = isSignedIn && search.get("feed") !== "global";
  return { of: isFollowed ? "followed" : "everybody" };
}

function tabsOf(selection: Selection, isSignedIn: boolean): Tab[] {
  const tabs: Tab[] = [
    { to: "/?feed=global", label: "Global Feed", isActive: selection.of === "everybody" },
  ];
  if (isSignedIn) {
    tabs.unshift({ to: "/", label: "Your Feed", isActive: selection.of === "followed" });
  }
  if (selection.of === "tag") {
    tabs.push({ to: "", label: `# ${selection.tag}`, isActive: true });
  }
  return tabs;
}

function Banner() {
  return (
    <div className="banner">
      <div className="container">
        <h1 className="logo-font">conduit</h1>
        <p>A place to share your knowledge.</p>
      </div>
    </div>
  );
}

function PopularTags() {
  const tags = usePopularTags();
  return (
    <aside className="sidebar" aria-label="Popular tags">
      <h2>Popular Tags</h2>
      <div className="tag-list">
        {tags.data?.map((tag) => (
          <Link key={tag} className="tag-pill tag-default" to={`/?${new URLSearchParams({ tag })}`}>
            {tag}
          </Link>
        ))}
      </div>
    </aside>
  );
}
