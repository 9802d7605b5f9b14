/** Start: who am I? Then the conversations, or the way in. */

import { html, render } from "lit";
import { home } from "./features/home/home.ts";
import { late } from "./features/late.ts";
import { lazily } from "./ui/lazy.ts";
import { unreachable } from "./ui/states.ts";
import { api, codeOf } from "./protocol/http.ts";
import { speak, t } from "./i18n/i18n.ts";
import { forgetOthers, lastLanguage, leftBehind, signedIn } from "./state/keep.ts";
import { backOff } from "./protocol/socket.ts";
import { askForNewer, renewing } from "./ui/renewal.ts";
import { adoptTheme, applyPrefs } from "./ui/looks.ts";
import { whyNot } from "./state/ending.ts";
import { Session } from "./state/session.ts";
import type { Leaving, Me } from "./protocol/types.ts";
import { openOffline } from "./state/offline.ts";
import { kept } from "./state/shelf.ts";
import type { Kept } from "./state/shelf.ts";
import { renew, unsubscribe } from "./features/notify/push.ts";

const root = document.getElementById("app") as HTMLElement;
let tries = 0;

/** Ask the service who I am, and show what follows from that. */
async function start() {
  if (!signedIn.read()) return outside();
  try {
    const me = await api.me();
    await enter(me, await kept(me.id));
  } catch (error) {
    const code = codeOf(error);
    if (code === "not_signed_in") return gone(whyNot(error));
    if (!code) throw error;
    const shelf = await kept(signedIn.who() ?? "");
    if (shelf) return enter(shelf.me, shelf, true);
    const timer = setTimeout(() => void start(), backOff((tries += 1)));
    const again = () => (clearTimeout(timer), void start());
    render(unreachable(again), root);
  }
}

/** @param shelf What was kept here. @param offline The service does not answer. */
async function enter(whoever: Me, shelf: Kept | null = null, offline = false) {
  const me = offline ? { ...whoever, demand: null } : whoever;
  tries = 0;
  signedIn.write(me.id);
  forgetOthers(me.id);
  lastLanguage.write(me.language);
  adoptTheme(me);
  await speak([me.language, ...navigator.languages]);
  if (me.demand) {
    const { speakFactor, held, isHeld } = await late();
    await speakFactor();
    if (isHeld(me)) return void render(held({ me, out: () => void outside("wished") }), root);
  }
  const session = new Session(me, { signedOut: (reason) => outside(reason) });
  const show = () => render(home({ session, host: { relabel } }), root);
  const relabel = async () => {
    await speak([session.me.language, ...navigator.languages]);
    show();
  };
  if (shelf) session.recall(shelf, !offline);
  show();
  session.onFrame(({ type }) => type === "ready" && askForNewer());
  session.start();
  openOffline();
  void renew(me.id);
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
renewing();
