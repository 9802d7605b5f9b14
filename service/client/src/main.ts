/** Start: who am I? Then the conversations, or the way in. */

import { html, render } from "lit";
import { home } from "./features/home/home.ts";
import { late } from "./features/late.ts";
import { lazily } from "./ui/lazy.ts";
import { complain } from "./ui/notice.ts";
import { unreachable } from "./ui/states.ts";
import { api } from "./protocol/http.ts";
import { explain, speak, t } from "./i18n/i18n.ts";
import { forgetOthers, lastLanguage, leftBehind, signedIn } from "./state/keep.ts";
import { backOff } from "./protocol/socket.ts";
import { askForNewer, renewing } from "./ui/renewal.ts";
import { adoptTheme, applyPrefs } from "./ui/looks.ts";
import { Session } from "./state/session.ts";
import type { Leaving, Me } from "./protocol/types.ts";
import { openOffline } from "./state/offline.ts";
import { opened, type Recalled } from "./state/opening.ts";
import { returned } from "./state/returned.ts";
import { kept } from "./state/shelf.ts";
import type { Kept } from "./state/shelf.ts";
import { renew, unsubscribe } from "./features/notify/push.ts";

const root = document.getElementById("app") as HTMLElement;
/** What came of a sign-in at the identity provider. */
const back = returned();
let tries = 0;

/** What was kept is shown at once; who I am says the service. */
function start(): Promise<void> | void {
  if (!signedIn.read() && back !== "in") return outside();
  return opened(signedIn.who(), api.me(), { kept, recall, enter, gone, unreachable: waiting });
}

/** Show that nobody answers, and ask again. */
function waiting(): void {
  const timer = setTimeout(() => void start(), backOff((tries += 1)));
  const again = () => (clearTimeout(timer), void start());
  render(unreachable(again), root);
}

/** What was kept here, before anybody has said who this is. */
async function recall(shelf: Kept): Promise<Recalled> {
  const me = { ...shelf.me, demand: null };
  await known(me);
  const session = shown(me, shelf);
  return {
    goOn(now) {
      adoptTheme(now);
      session.meet(now);
      began(session);
    },
    goAlone() {
      session.recall(shelf, false);
      began(session);
    },
    leave() {
      session.close();
      opening(); // what was kept may be of somebody else: it does not wait for what comes
    },
    end(reason) {
      session.end(reason);
      leftBehind(me.id, reason);
    },
  };
}

/** Somebody is there, and known. @param shelf What was kept here of them. */
async function enter(me: Me, shelf: Kept | null = null) {
  await known(me);
  if (me.demand) {
    const parts = await factor().catch(() => null);
    if (!parts)
      return void render(
        unreachable(() => void enter(me, shelf)),
        root,
      );
    if (me.demand.due) return void render(parts.held({ me, out: () => void outside("wished") }), root);
  }
  began(shown(me, shelf));
}

/** What tells of a second factor, with its words. */
async function factor() {
  const parts = await late();
  await parts.speakFactor();
  return parts;
}

/** What is so from now on in this browser, since it is theirs. */
async function known(me: Me): Promise<void> {
  tries = 0;
  signedIn.write(me.id);
  forgetOthers(me.id);
  lastLanguage.write(me.language);
  adoptTheme(me);
  await speak([me.language, ...navigator.languages]);
}

/** Their conversations on the screen, not connected yet. */
function shown(me: Me, shelf: Kept | null): Session {
  const session = new Session(me, { signedOut: (reason) => outside(reason) });
  const show = () => render(home({ session, host: { relabel } }), root);
  const relabel = async () => {
    await speak([session.me.language, ...navigator.languages]);
    show();
  };
  if (shelf) session.recall(shelf, true);
  show();
  return session;
}

function began(session: Session): void {
  session.onFrame(({ type }) => type === "ready" && askForNewer());
  session.start();
  openOffline();
  void renew(session.me.id);
}

/** The session was over before this page was opened. */
function gone(reason: "ended" | "expired") {
  leftBehind(signedIn.who(), reason);
  return outside(reason);
}

/** What is said above the form. */
const NOTICES: Partial<Record<Leaving, string>> = {
  expired: "welcome.ended",
  ended: "welcome.ended_elsewhere",
  deleted: "welcome.deleted",
};

async function outside(reason?: Leaving) {
  signedIn.write(null);
  void unsubscribe();
  const notice = reason && NOTICES[reason];
  if (reason === "wished" || reason === "deleted") history.replaceState(null, "", location.pathname);
  opening(); // what was read is gone at once
  await speak([lastLanguage.read(), ...navigator.languages]);
  const page = await lazily(() => import("./features/welcome/welcome.ts")).catch(() => null);
  const again = () => void outside(reason);
  if (!page) return void render(unreachable(again), root);
  render(page.welcome({ entered: (me) => void enter(me), notice: notice ? t(notice) : "" }), root);
}

/** As long as nothing is known. */
function opening() {
  render(html`<div class="state whole" role="status" aria-label=${t("state.loading")}></div>`, root);
}

applyPrefs();
addEventListener("storage", ({ key }) => key === "duologue.prefs" && applyPrefs());
await speak([lastLanguage.read(), ...navigator.languages]);
opening();
await start();
if (back && back !== "in" && back !== "added") complain(explain(back));
renewing();
