// The bar at the bottom.

import { Link } from "react-router";

export function Footer() {
  return (
    <footer>
      <div className="container">
        <Link to="/" className="logo-font">
          conduit
        </Link>
        <span className="attribution">
          The RealWorld application, on Mizan: Rust functions, and the React hooks that it wrote.
        </span>
      </div>
    </footer>
  );
}
