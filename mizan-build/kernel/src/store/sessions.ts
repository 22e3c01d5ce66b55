/** The sessions of the users, of all clients of a page. */

/** How many have ended: what was shown before is nobody's to see. */
export const sessions = { ended: 0 };
