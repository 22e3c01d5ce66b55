// Pages for those who are signed in, whom others are asked to join, and pages for guests.

import { Navigate, Outlet, useLocation } from "react-router";
import { useCurrentUser } from "../api";
import { ToSignIn } from "./ToSignIn";

export function Members() {
  const { data: user } = useCurrentUser.suspense();
  return user ? <Outlet /> : <ToSignIn />;
}

/** Whoever signs in goes on to where they wanted to go. */
export function Guests() {
  const { data: user } = useCurrentUser.suspense();
  const { state } = useLocation();
  return user ? <Navigate to={state?.from ?? "/"} replace /> : <Outlet />;
}
