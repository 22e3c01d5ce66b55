/** How the page `compared` reads again, which TanStack Query has to be told. */

export const compared = { refetch: (): Promise<void> => Promise.resolve() };

/** The bundle that it reads. */
export interface Bundle {
  readonly user_profile: { readonly name: string };
  readonly user_orders: readonly { readonly id: number }[];
}

export async function read(url: string): Promise<Bundle> {
  return (await fetch(url)).json() as Promise<Bundle>;
}
