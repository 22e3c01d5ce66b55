// Pages for those who are signed in; others are asked to do so first.

import { Navigate, Outlet, useLocation } from "react-router";
import { useCurrentUser } from "../api";

export function Members() {
  const { data: user } = useCurrentUser.suspense();
  const location = useLocation();
  return user ? <Outlet /> : <Navigate to="/login" state={{ from: location }} replace />;
}
