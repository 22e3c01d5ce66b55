// Pages for those who are signed in; others are asked to do so first.

import { Outlet } from "react-router";
import { useCurrentUser } from "../api";
import { ToSignIn } from "./ToSignIn";

export function Members() {
  const { data: user } = useCurrentUser.suspense();
  return user ? <Outlet /> : <ToSignIn />;
}
