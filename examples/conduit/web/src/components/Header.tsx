// The bar at the top: where one can go.

import { Suspense } from "react";
import { NavLink } from "react-router";
import { useCurrentUser, type Account } from "../api";
import { Avatar } from "./Avatar";
import { Icon } from "./Icon";

export function Header() {
  return (
    <header>
      <nav className="navbar navbar-light" aria-label="Main">
        <div className="container">
          <NavLink className="navbar-brand" to="/">
            conduit
          </NavLink>
          <ul className="nav navbar-nav pull-xs-right">
            <Item to="/">Home</Item>
            <Suspense>
              <Links />
            </Suspense>
          </ul>
        </div>
      </nav>
    </header>
  );
}

function Links() {
  const { data: user } = useCurrentUser();
  if (user === undefined) return null;
  return user ? <MemberLinks user={user} /> : <VisitorLinks />;
}

function MemberLinks({ user }: { user: Account }) {
  return (
    <>
      <Item to="/editor">
        <Icon name="compose" /> <span className="label">New Article</span>
      </Item>
      <Item to="/settings">
        <Icon name="gear" /> <span className="label">Settings</span>
      </Item>
      <Item to={`/profile/${user.username}`}>
        <Avatar className="user-pic" of={user} /> <span className="label">{user.username}</span>
      </Item>
    </>
  );
}

function VisitorLinks() {
  return (
    <>
      <Item to="/login">Sign in</Item>
      <Item to="/register">Sign up</Item>
    </>
  );
}

function Item({ to, children }: { to: string; children: React.ReactNode }) {
  return (
    <li className="nav-item">
      <NavLink className="nav-link" to={to} end>
        {children}
      </NavLink>
    </li>
  );
}
