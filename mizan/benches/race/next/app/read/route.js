import { readThing } from "../thing";

export async function GET(request) {
  return new Response(await readThing(request.nextUrl.searchParams.get("id")));
}
