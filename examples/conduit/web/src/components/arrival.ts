// The address to open when a session begins.

import { useLocation, useNavigate } from "react-router";

/** Somebody signed in: on to where they wanted to go. */
export function useArrival(): () => void {
  const navigate = useNavigate();
  const { state } = useLocation();
  return () => void navigate(state?.from ?? "/", { replace: true });
}
