// There is nothing at this address.

import { Link } from "react-router";

export function Missing() {
  return (
    <div className="container page notice">
      <title>Nothing here — Conduit</title>
      <h1>Nothing here</h1>
      <p>What you are looking for does not exist, or no longer.</p>
      <Link className="btn btn-outline-primary" to="/">
        To the front page
      </Link>
    </div>
  );
}
