// Somebody's picture, or the first letter of their name on a colour that is always theirs.

interface Face {
  readonly username: string;
  readonly image: string | null;
}

export function Avatar({ of, className }: { of: Face; className: string }) {
  return <img className={className} src={of.image ?? drawLetter(of.username)} alt="" />;
}

function drawLetter(username: string): string {
  const hue = [...username].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 360, 7);
  const letter = [...username][0]!.toUpperCase().replace(/[<&]/, "");
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">` +
    `<rect width="40" height="40" fill="hsl(${hue} 42% 46%)"/>` +
    `<circle cx="34" cy="4" r="20" fill="hsl(${(hue + 38) % 360} 55% 58%)" opacity=".7"/>` +
    `<text x="20" y="27.5" text-anchor="middle" fill="#fff" font-family="Georgia,serif" ` +
    `font-size="21">${letter}</text></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
