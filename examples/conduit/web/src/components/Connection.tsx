// Says that the network is gone, as long as it is.

import { useSyncExternalStore } from "react";

export function Connection() {
  const isOnline = useSyncExternalStore(
    listen,
    () => navigator.onLine,
    () => true,
  );
  return (
    <div className="connection" role="status" hidden={isOnline}>
      You are offline. What you see is what was there last; it is brought up to date when the
      network is back.
    </div>
  );
}

function listen(changed: () => void): () => void {
  window.addEventListener("online", changed);
  window.addEventListener("offline", changed);
  return () => {
    window.removeEventListener("online", changed);
    window.removeEventListener("offline", changed);
  };
}
