/**
 * What I have done to messages and the service has not confirmed: how they look with it. What the service said
 * stays untouched beside it, so that a refused deed is undone by forgetting it. Pure.
 */

import type { Act, Deed, Message, State } from "../protocol/types.ts";

type Edit = Extract<Act, { kind: "edit" }>;

interface Known {
  by: readonly Deed[];
  message: Message;
}

/** What was made of a message, which never changes: another revision is another object. */
const made = new WeakMap<Message, Known>();

/** @returns The message as it will be once what waits is done; the same object for the same deeds. */
export function withDeeds(message: Message, state: Pick<State, "deeds" | "me">): Message {
  if (!state.deeds.length) return message;
  const by = state.deeds.filter((one) => one.message_id === message.id && one.status === "waits");
  if (!by.length) return message;
  const known = made.get(message);
  if (known?.by.length === by.length && by.every((one, index) => one === known.by[index]))
    return known.message;
  const next = by.reduce((so_far, deed) => after(so_far, deed, state.me?.id ?? ""), message);
  made.set(message, { by, message: next });
  return next;
}

/** What is to be told of a message: a deed that was refused before one that waits. */
export function deedOf({ deeds }: Pick<State, "deeds">, id: string): Deed | null {
  const of = deeds.filter((one) => one.message_id === id && one.status !== "sending");
  return of.find(({ status }) => status === "failed") ?? of.at(-1) ?? null;
}

/** All that are pinned in a conversation, with those that I pin or let loose meanwhile; undefined: not known. */
export function pinsShown(state: State, id: string): readonly Message[] | undefined {
  const told = state.pins.get(id);
  const pins = state.deeds.filter((one) => one.conversation_id === id && one.act.kind !== "react");
  if (!pins.length) return told;
  const touched = new Set(pins.map((one) => one.message_id));
  const here = state.threads.get(id)?.messages.filter((one) => touched.has(one.id)) ?? [];
  const all = new Map([...(told ?? []), ...here].map((one) => [one.id, withDeeds(one, state)]));
  return [...all.values()].filter(({ pinned }) => pinned).sort((a, b) => a.seq - b.seq);
}

/**
 * A new deed takes in those before it that it makes needless, as long as they were never sent: of two edits the
 * last text goes, against the version that the first began from.
 * @returns The deed as it goes, and the ids of those that it replaces.
 */
export function merged(deed: Deed, before: readonly Deed[]): { deed: Deed; replaced: string[] } {
  const gone = before.filter((one) => one.message_id === deed.message_id && replaces(deed, one));
  const { act } = deed;
  const first = gone.find(({ act: { kind } }) => kind === "edit")?.act;
  const taken = act.kind === "edit" && first?.kind === "edit" ? joined(first, act) : act;
  return { deed: { ...deed, act: taken }, replaced: gone.map(({ id }) => id) };
}

/** Two edits as one: a preview goes with it as long as its link stands in the text. */
function joined({ was, edited_at, link, card }: Edit, later: Edit): Edit {
  const hidden = link === false ? { link } : {};
  const shown = link && card && later.text.includes(card.url) ? { link, card } : hidden;
  return { ...shown, ...later, was, edited_at };
}

function replaces({ act }: Deed, old: Deed): boolean {
  if (old.status !== "failed" && old.tried) return false;
  if (act.kind === "remove") return true;
  if (act.kind === "edit") return old.act.kind === "edit" && old.status !== "failed";
  return keyOf(act) === keyOf(old.act);
}

const keyOf = (act: Act): string => (act.kind === "react" ? `react ${act.emoji}` : act.kind);

function after(message: Message, { act, at }: Deed, me: string): Message {
  if (act.kind === "edit") return edited(message, act);
  if (act.kind === "pin") return { ...message, pinned: act.on ? { by: me, at } : null };
  if (act.kind === "react") return reacted(message, act.emoji, act.on, me);
  return {
    ...message,
    text: "",
    content: { kind: "removed", reply_to: null },
    reactions: [],
    pinned: null,
    edited_at: null,
  };
}

/** What was understood of the old text is never shown beside the new one. */
function edited(message: Message, { text, link, card }: Edit): Message {
  const known = { translations: {}, mended: {}, annotations: [], suggestions: [], sentiment: null };
  const { content } = message;
  const shown = content.kind === "text" ? (card ?? content.link) : null;
  const goes = shown && (link === false || !text.includes(shown.url));
  const kept = content.kind === "text" && shown ? { ...content, link: goes ? null : shown } : content;
  return {
    ...message,
    text,
    content: kept,
    enrichment: { ...message.enrichment, ...known, status: "pending" },
  };
}

function reacted(message: Message, emoji: string, on: boolean, me: string): Message {
  const others = message.reactions.map((one) =>
    one.emoji === emoji ? { ...one, by: one.by.filter((id) => id !== me) } : one,
  );
  const held = others.some((one) => one.emoji === emoji) ? others : [...others, { emoji, by: [] }];
  const reactions = held.map((one) => (on && one.emoji === emoji ? { ...one, by: [...one.by, me] } : one));
  return { ...message, reactions: reactions.filter(({ by }) => by.length) };
}
