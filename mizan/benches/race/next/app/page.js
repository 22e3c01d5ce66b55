export default function Page() {
  return <p>A race of caches.</p>;
}
