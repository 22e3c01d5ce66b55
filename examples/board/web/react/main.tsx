// The board in React. Its door to the API tells the server so.

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Mizan } from "./api";
import { Board } from "./Board";
import "../shared/style.css";

createRoot(document.getElementById("page")!).render(
  <StrictMode>
    <Mizan baseUrl="/react/api/mizan">
      <Board />
    </Mizan>
  </StrictMode>,
);
