// Leads to where one signs in, and remembers where one wanted to go.

import { useEffect } from "react";
import { useLocation, useNavigate } from "react-router";

export function ToSignIn() {
  const from = useLocation();
  const navigate = useNavigate();
  useEffect(() => {
    // Once: this page stays until the next one can be shown.
    void navigate("/login", { state: { from }, replace: true });
  }, []);
  return null;
}
