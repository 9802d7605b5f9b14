/** What the command palette offers: what can be done here, lists, conversations, canned answers. */

import type { Chat } from "../features/chat/chat.ts";
import type { Composer } from "../features/compose/composer.ts";
import { t } from "../i18n/i18n.ts";
import { inWords, nameOf } from "../i18n/languages.ts";
import { answersOf, offers } from "../state/canned.ts";
import type { Session } from "../state/session.ts";
import { fold } from "../text/text.ts";
import { MAC } from "../ui/platform.ts";
import type { Bar } from "./bar.ts";
import { turnBoth } from "./both.ts";
import type { Facets } from "./facets.ts";
import { chosen, FACETS, type Facet } from "./filter.ts";
import type { Inbox } from "./inbox.ts";
import { chord, VIEWS, type Command } from "./keys.ts";

/** More are not shown: who wants another one types on. */
const MOST = 40;

export interface Entry {
  readonly id: string;
  readonly label: string;
  /** What kind it is of, or whose. */
  readonly about: string;
  /** The keys that do the same, as a person reads them; "": none. */
  readonly key: string;
  /** What it is found by besides its label. */
  readonly also: string;
  readonly run: () => void;
}

/** What it can reach. */
export interface Place {
  readonly session: Session;
  readonly inbox: Inbox;
  /** Of the conversation in hand, and the conversation; null: there is none. */
  readonly bar: Bar | null;
  readonly chat: Chat | null;
  go(id: string): void;
  does(command: Command): void;
  search(): void;
  readonly facets: Facets;
  narrow(facet: Facet | null, value: string): void;
}

export function entries(place: Place): readonly Entry[] {
  return [...here(place), ...canned(place), ...everywhere(place), ...filters(place), ...conversations(place)];
}

/** Those that have each word of `text` somewhere; those whose label begins with it come first. */
export function fitting(all: readonly Entry[], text: string): readonly Entry[] {
  const begun = fold(text.trim());
  const words = begun.split(/\s+/u).filter(Boolean);
  const fits = ({ label, about, also }: Entry) => {
    const within = fold(`${label} ${about} ${also}`);
    return words.every((word) => within.includes(word));
  };
  const first = ({ label }: Entry) => (fold(label).startsWith(begun) ? 0 : 1);
  return all
    .filter(fits)
    .sort((one, two) => first(one) - first(two))
    .slice(0, MOST);
}

function here({ bar, chat, session }: Place): Entry[] {
  const name = session.state.conversations.get(chat?.conversationId ?? "")?.other.name ?? "";
  return (bar?.offers() ?? []).map(({ label, key, run }) => ({
    id: `here ${label}`,
    label,
    about: name,
    key: key ? chord(key, MAC) : "",
    also: "",
    run,
  }));
}

function everywhere({ does, search }: Place): Entry[] {
  const about = t("palette.go");
  const views = VIEWS.map((view, index) => ({
    id: `view ${view}`,
    label: t(`desk.view_${view}`),
    about,
    key: chord(String(index + 1), MAC),
    also: "",
    run: () => does({ does: "view", view }),
  }));
  const words = { about: "", also: "", key: "" };
  return [
    ...views,
    { ...words, id: "search", label: t("search.title"), run: search },
    { ...words, id: "both", label: t("desk.both"), run: turnBoth },
    { ...words, id: "keys", label: t("keys.title"), key: "?", run: () => does({ does: "help" }) },
  ];
}

/** Each way to narrow the lists, and the way back. */
function filters({ facets, narrow, inbox }: Place): Entry[] {
  const about = t("filter.title");
  const words = { about, key: "" };
  const each = FACETS.flatMap((facet) =>
    facets.of(facet).map(({ value, says }) => ({
      ...words,
      id: `filter ${facet} ${value}`,
      label: says,
      also: t(`filter.${facet}`),
      run: () => narrow(facet, value),
    })),
  );
  const clear = { ...words, id: "filter", label: t("filter.clear"), also: "", run: () => narrow(null, "") };
  return chosen(inbox.filter).length ? [clear, ...each] : each;
}

function conversations({ inbox, session, go }: Place): Entry[] {
  return inbox.known.map(({ conversation: { id, other, organisation }, state }) => {
    const last = session.state.conversations.get(id)?.last_message;
    return {
      id: `conversation ${id}`,
      label: other.name,
      about: [nameOf(other.language), state === "open" ? "" : t(`desk.state_${state}`)]
        .filter(Boolean)
        .join(" · "),
      key: "",
      also: [organisation?.name, last?.text].join(" "),
      run: () => go(id),
    };
  });
}

/** Where somebody is being answered. */
function canned({ chat, session }: Place): Entry[] {
  const conversation = session.state.conversations.get(chat?.conversationId ?? "");
  const composer = chat?.querySelector<Composer>("duo-composer");
  if (!conversation || !composer) return [];
  const { organisation, other } = conversation;
  const { language } = session.me;
  return offers(answersOf(session) ?? [], organisation?.id, language, other.language).map(
    ({ shown, goes }) => ({
      id: `canned ${shown.id}`,
      label: shown.text,
      about: goes === shown ? t("palette.canned") : t("canned.goes", { language: inWords(goes.language) }),
      key: `/${shown.shortcut}`,
      also: `${t("palette.canned")} ${shown.shortcut}`,
      run: () => composer.canned(goes),
    }),
  );
}
