// Where one goes when a session begins.

import { useLocation, useNavigate } from "react-router";
import { useMizan } from "../api";

/** Somebody signed in: on to where they wanted to go. */
export function useArrival(): () => void {
  const mizan = useMizan();
  const navigate = useNavigate();
  const { state } = useLocation();
  return () => {
    mizan.$startSession();
    void navigate(state?.from ?? "/", { replace: true });
  };
}
