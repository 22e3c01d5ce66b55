import { createRoot } from "react-dom/client";
import App from "./App";
import { SignIn } from "./SignIn";

createRoot(document.getElementById("root")!).render(
  <>
    <SignIn />
    <App />
  </>,
);
