/** One provider of several contexts. */

import { combineContexts, useFeed, useSearch, useUser } from "../../../../sample/svelte";

export const PageContext = combineContexts(useUser, useSearch, useFeed);
