/** Whose a message is: mine, or, where I answer for an organisation, also my colleagues'. Pure. */

/**
 * @param {import("../protocol/types.ts").Message} message @param {{id: string} | null | undefined} me
 * @param {import("../protocol/types.ts").Conversation | null | undefined} conversation @returns {boolean}
 */
export function isOurs(message, me, conversation) {
  if (message.author_id === me?.id) return true;
  return conversation?.kind === "service" && message.side === conversation.side;
}
