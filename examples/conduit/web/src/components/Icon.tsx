// The few drawings that the pages need.

const PATHS = {
  heart: "M12 20.5s-7.5-4.6-9.3-9A5 5 0 0 1 12 6.7a5 5 0 0 1 9.3 4.8c-1.8 4.4-9.3 9-9.3 9Z",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  edit: "m4 20 1-4.5L16.5 4 20 7.5 8.5 19 4 20ZM14 6.5l3.5 3.5",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v5.5M13.5 10.5v5.5",
  gear: "M12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2",
  compose: "M19 13v6.5H4.5V5H11M9 15l1-3.5L18.5 3 21 5.5 12.5 14 9 15Z",
  close: "m7 7 10 10M17 7 7 17",
} as const;

export function Icon({ name, filled = false }: { name: keyof typeof PATHS; filled?: boolean }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" data-filled={filled || undefined}>
      <path d={PATHS[name]} />
    </svg>
  );
}
