import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { SheetPage } from "./SheetPage";
import "./style.css";

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <SheetPage customerId={1} />
  </StrictMode>,
);
