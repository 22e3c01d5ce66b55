import { cacheLife, cacheTag } from "next/cache";

export async function readThing(id) {
  "use cache";
  cacheTag(`thing-${id}`);
  cacheLife({ revalidate: 10, expire: 300 });
  const response = await fetch(`${process.env.SOURCE}/${id}`);
  return response.text();
}
