/** Whose a message is: mine, or, where I answer for an organisation, also my colleagues'. Pure. */

import type { Conversation, Message } from "../protocol/types.ts";

export function isOurs(
  message: Message,
  me: { id: string } | null | undefined,
  conversation: Conversation | null | undefined,
): boolean {
  if (message.author_id === me?.id) return true;
  return conversation?.kind === "service" && message.side === conversation.side;
}
