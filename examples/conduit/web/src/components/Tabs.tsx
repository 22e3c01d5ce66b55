// The lists one can choose from.

import { Link } from "react-router";

export interface Tab {
  readonly to: string;
  readonly label: string;
  readonly isActive: boolean;
}

export function Tabs({ tabs, className }: { tabs: readonly Tab[]; className: string }) {
  return (
    <nav className={className} aria-label="Lists of articles">
      <ul className="nav nav-pills outline-active">
        {tabs.map(({ to, label, isActive }) => (
          <li key={label} className="nav-item">
            <Link
              className={isActive ? "nav-link active" : "nav-link"}
              to={to}
              aria-current={isActive ? "page" : undefined}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
