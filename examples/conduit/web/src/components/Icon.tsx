// The few drawings that the pages need.

const PATHS = {
  heart: "M12 20.5s-7.5-4.6-9.3-9A5 5 0 0 1 12 6.7a5 5 0 0 1 9.3 4.8c-1.8 4.4-9.3 9-9.3 9Z",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  edit: "m4 20 1-4.5L16.5 4 20 7.5 8.5 19 4 20ZM14 6.5l3.5 3.5",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v5.5M13.5 10.5v5.5",
  gear: "M10.4 5.6 10.5 2.9 13.5 2.9 13.6 5.6 15.4 6.3 17.3 4.5 19.5 6.7 17.7 8.6 18.4 10.4 21.1 10.5 21.1 13.5 18.4 13.6 17.7 15.4 19.5 17.3 17.3 19.5 15.4 17.7 13.6 18.4 13.5 21.1 10.5 21.1 10.4 18.4 8.6 17.7 6.7 19.5 4.5 17.3 6.3 15.4 5.6 13.6 2.9 13.5 2.9 10.5 5.6 10.4 6.3 8.6 4.5 6.7 6.7 4.5 8.6 6.3ZM12 15.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4Z",
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
