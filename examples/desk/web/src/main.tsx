// Puts the desk on the page, with a client whose requests stay inside of the application.

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Mizan, createMizan, tauri } from "./api";
import { Desk } from "./Desk";
import "./style.css";

const client = createMizan({ transport: tauri() });

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <Mizan client={client}>
      <Desk />
    </Mizan>
  </StrictMode>,
);
