// Puts the guestbook on the page.

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Guestbook } from "./Guestbook";
import "./style.css";

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Guestbook />
  </StrictMode>,
);
