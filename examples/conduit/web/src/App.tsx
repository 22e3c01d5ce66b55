// The frame of every page, and the page at each address.

import { Suspense, useDeferredValue, useLayoutEffect } from "react";
import { Route, Routes, useLocation, useNavigationType } from "react-router";
import { MizanBoundary } from "./api";
import { Connection } from "./components/Connection";
import { Failure } from "./components/Failure";
import { Footer } from "./components/Footer";
import { Header } from "./components/Header";
import { Guests, Members } from "./components/Members";
import { ArticlePage } from "./pages/ArticlePage";
import { EditArticle, NewArticle } from "./pages/EditorPage";
import { Home } from "./pages/Home";
import { Missing } from "./pages/Missing";
import { ProfilePage } from "./pages/ProfilePage";
import { Register } from "./pages/Register";
import { Settings } from "./pages/Settings";
import { SignIn } from "./pages/SignIn";

export function App() {
  const location = useLocation();
  // The page before stays until the next one can be shown whole.
  const shown = useDeferredValue(location);
  const isMoving = location !== shown;
  useScrollToTop(shown.pathname);

  return (
    <>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <Header />
      <div className="progress" role="progressbar" aria-label="Loading" hidden={!isMoving} />
      <Connection />
      <main id="content" aria-busy={isMoving}>
        <MizanBoundary
          fallback={(error, retry) => <Failure at={shown.pathname} error={error} retry={retry} />}
        >
          <Suspense fallback={<div className="loading" />}>
            <Routes location={shown}>
              <Route path="/" element={<Home />} />
              <Route element={<Guests />}>
                <Route path="/login" element={<SignIn />} />
                <Route path="/register" element={<Register />} />
              </Route>
              <Route path="/article/:slug" element={<ArticlePage />} />
              <Route path="/profile/:username" element={<ProfilePage />} />
              <Route path="/profile/:username/favorites" element={<ProfilePage favorites />} />
              <Route element={<Members />}>
                <Route path="/settings" element={<Settings />} />
                <Route path="/editor" element={<NewArticle />} />
                <Route path="/editor/:slug" element={<EditArticle />} />
              </Route>
              <Route path="*" element={<Missing />} />
            </Routes>
          </Suspense>
        </MizanBoundary>
      </main>
      <Footer />
    </>
  );
}

/** A new page begins at its top; going back, the browser remembers where one was. */
function useScrollToTop(pathname: string) {
  const isBack = useNavigationType() === "POP";
  useLayoutEffect(() => {
    if (!isBack) window.scrollTo(0, 0);
  }, [pathname]);
}
