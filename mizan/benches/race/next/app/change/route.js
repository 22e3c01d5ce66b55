import { revalidateTag } from "next/cache";

export async function POST(request) {
  const { searchParams } = request.nextUrl;
  const id = searchParams.get("id");
  await fetch(`${process.env.SOURCE}/${id}?value=${searchParams.get("value")}`, { method: "PUT" });
  revalidateTag(`thing-${id}`, { expire: 0 });
  return new Response();
}
