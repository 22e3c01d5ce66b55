/** One provider of several contexts. */

import { combineContexts, useFeed, useSearch, useUser } from "../../../../sample/vue";

export const PageContext = combineContexts(useUser, useSearch, useFeed);
