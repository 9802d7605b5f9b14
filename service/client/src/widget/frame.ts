/** Start of the page in the frame: what the channel looks like, and, where it is in a site's page, who asks. */

import { locale, speak, speakFrom, t } from "../i18n/i18n.ts";
import { browserLanguage, choices } from "../i18n/languages.ts";
import { readableOn } from "./colours.ts";
import { codeOf, doors, type Look } from "./doors.ts";
import { Guest } from "./guest.ts";
import { Kept, noPlace, ownPlace, type Place } from "./kept.ts";
import { pagePlace, type Page } from "./page-place.ts";
import { panel, type Panel } from "./panel.ts";
import { isWelcome, type FromPage, type Welcome } from "./talk.ts";
import { WORDS } from "./words.ts";

const root = document.getElementById("app") as HTMLElement;
const KEY = decodeURIComponent(location.pathname.split("/").at(2) ?? "");
const ALONE: Welcome = {
  duologue: "welcome",
  language: null,
  name: null,
  email: null,
  identity: null,
  kept: {},
};

/** The site's page, once it has answered; none where this is a page of its own. */
function embedded(): Promise<{ said: Welcome; port: Page | null }> {
  if (parent === window) return Promise.resolve({ said: ALONE, port: null });
  return new Promise((answered) => {
    addEventListener("message", ({ source, data, ports }: MessageEvent<unknown>) => {
      const [port] = ports;
      if (source === parent && port && isWelcome(data)) answered({ said: data, port });
    });
    parent.postMessage({ duologue: "here" }, "*"); // nothing is in it; who may frame this page its policy says
  });
}

async function start(): Promise<void> {
  const { said, port } = await embedded();
  const wished = [...(said.language ? [said.language] : []), ...navigator.languages];
  const language = browserLanguage(choices(null).others, wished);
  speakFrom(WORDS);
  const [look] = await Promise.all([doors.look(KEY, language), speak([language, ...wished])]);
  dress(look);
  const kept = new Kept(place(said, port), said.identity?.id ?? null);
  const guest = new Guest(KEY, kept, kept.visitor?.language ?? language, said);
  const view = panel({ look, guest, leave: port && (() => port.postMessage({ type: "close" })) });
  root.replaceChildren(view);
  if (port) listen(port, guest, view, look);
  else {
    guest.isOpen = true;
    view.arrive();
  }
}

function place(said: Welcome, page: Page | null): Place {
  return ownPlace(KEY) ?? (page ? pagePlace(page, said) : noPlace());
}

function dress({ colour, name }: Look): void {
  document.title = name;
  document.documentElement.style.setProperty("--brand", colour);
  document.documentElement.style.setProperty("--on-brand", readableOn(colour));
}

/** The bubble in the site's page, and this: opened, closed, how much is unread. */
function listen(port: Page, guest: Guest, view: Panel, { name, colour }: Look): void {
  let told = -1;
  const unread = () => {
    const count = guest.isOpen ? 0 : guest.unread;
    if (count === told) return;
    told = count;
    port.postMessage({ type: "unread", count, says: t("widget.unread", { count, name }) });
  };
  port.addEventListener("message", ({ data }: MessageEvent<FromPage>) => {
    if (data.type === "opened" || data.type === "closed") guest.isOpen = data.type === "opened";
    if (data.type === "opened") {
      view.arrive();
      void anew(view);
    }
    if (data.type === "forget") void guest.forget();
    if (data.type === "page") guest.at({ url: data.url, title: data.title });
    unread();
  });
  port.start();
  guest.watch(unread);
  addEventListener("keydown", ({ key, defaultPrevented }) => {
    if (key === "Escape" && !defaultPrevented) port.postMessage({ type: "close" });
  });
  const labels = { opens: t("widget.open", { name }), closes: t("widget.close") };
  port.postMessage({ type: "ready", name, colour, on: readableOn(colour), ...labels, language: locale() });
  unread();
}

/** A page may stand open for hours: whether anybody answers is asked again when the chat is opened. */
async function anew(view: Panel): Promise<void> {
  const look = await doors.look(KEY, locale()).catch(() => null);
  if (!look) return;
  const { open_now = null, opens_at = null, suspended = false } = look;
  view.look = { ...view.look, open_now, opens_at, suspended };
}

/** In a site's page nothing shows then: a bubble that leads nowhere helps nobody. */
function failed(error: unknown): void {
  console.warn(`Duologue: ${codeOf(error) || String(error)}`);
  if (parent !== window) return;
  const says = document.createElement("p");
  says.className = "notice";
  says.setAttribute("role", "alert");
  says.textContent = t("widget.unavailable");
  root.replaceChildren(says);
}

start().catch(failed);
