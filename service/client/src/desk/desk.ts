/** Start of the desk: who am I, for whom do I answer? Then the lists, or what has to come before. */

import { html, render } from "lit";
import { DICTIONARIES, explain, speak, speakFrom, t } from "../i18n/i18n.ts";
import { late, LATE_WORDS } from "../features/late.ts";
import { api, codeOf } from "../protocol/http.ts";
import type { FromServer, Me } from "../protocol/types.ts";
import { forgetOthers, lastLanguage, signedIn } from "../state/keep.ts";
import { returned } from "../state/returned.ts";
import { Session } from "../state/session.ts";
import { mark } from "../ui/icons.ts";
import { adoptTheme, applyPrefs } from "../ui/looks.ts";
import { unreachable } from "../ui/states.ts";
import { beginning } from "./beginning.ts";
import { showBoth } from "./both.ts";
import { desk } from "./doors.ts";
import { home } from "./home.ts";
import { invited, joining } from "./joining.ts";
import { Office } from "./office.ts";
import type { MemberChanged } from "./shapes.ts";
import { WORDS } from "./words.ts";

const root = document.getElementById("app") as HTMLElement;
/** What came of a sign-in at the identity provider. */
const back = returned();

async function start(): Promise<void> {
  showBoth();
  if (!signedIn.read() && back !== "in") return outside();
  try {
    await enter(await api.me());
  } catch (error) {
    failed(error);
  }
}

/** Who answers for nobody begins an organisation, or learns why there is nothing here. */
async function enter(me: Me): Promise<void> {
  signedIn.write(me.id);
  forgetOthers(me.id);
  lastLanguage.write(me.language);
  adoptTheme(me);
  await speak([me.language, ...navigator.languages]);
  document.title = t("desk.title");
  if (me.demand && (await keptOut(me, me.demand.due))) return;
  const token = invited(location.hash);
  if (token) return join(me, token);
  const office = await Office.open(me);
  if (office.answers.length) return answer(me, office);
  if (office.organisations.length) return tell(t("desk.not_for_analysts"));
  const found = async (name: string) => {
    await Office.found(name, me);
    location.hash = "#/channels";
    await enter(me);
  };
  render(beginning({ found }), root);
}

/** Until they sign in as an organisation asks. @param due Nothing goes on before. @returns Whether all else waits. */
async function keptOut(me: Me, due: boolean): Promise<boolean> {
  const { speakFactor, held } = await late();
  await speakFactor();
  if (due) render(held({ me, out: () => void outside() }), root);
  return due;
}

/** Refused for that, as who has just joined: they are asked what they do not know of yet. */
async function refused(): Promise<void> {
  const me = await api.me();
  await (me.demand ? keptOut(me, true) : enter(me));
}

/** Who was invited says so first: a link alone makes nobody a member. */
function join(me: Me, token: string): void {
  const goOn = async (as: Promise<Me>) => {
    history.replaceState(null, "", location.pathname + location.search);
    await as.then(enter).catch(failed);
  };
  const accept = async () => {
    await desk.join(token);
    await goOn(api.me()); // what the business asks of its members is known by now
  };
  render(joining({ join: accept, leave: () => void goOn(Promise.resolve(me)) }), root);
}

function answer(me: Me, office: Office): void {
  const session = new Session(me, { signedOut: () => void outside() }, true);
  // Who is removed sees nothing more of it, and another role shows what is its own: all begins anew.
  session.onFrame((frame: FromServer | MemberChanged) => {
    if (frame.type === "member" && office.differs(frame)) location.reload();
  });
  render(home({ session, office }), root);
  session.start();
}

function failed(error: unknown): void {
  const code = codeOf(error);
  if (!code) throw error;
  if (code === "not_signed_in") return void outside();
  if (code === "second_factor_missing" || code === "provider_sign_in_missing")
    return void refused().catch(failed);
  if (code !== "unreachable") return tell(explain(code));
  render(
    unreachable(() => void start()),
    root,
  );
}

async function outside(): Promise<void> {
  signedIn.write(null);
  await speak([lastLanguage.read(), ...navigator.languages]);
  const { welcome } = await import("../features/welcome/welcome.ts");
  const entered = (me: Me) => void enter(me).catch(failed);
  render(welcome({ entered, notice: "" }), root);
}

/** Instead of the desk. */
function tell(says: string): void {
  const page = html`<main class="state whole">
    ${mark()}
    <p role="alert">${says}</p>
    <a class="link" href="/">${t("list.title")}</a>
  </main>`;
  render(page, root);
}

applyPrefs();
addEventListener("hashchange", () => invited(location.hash) && location.reload());
addEventListener("storage", ({ key }) => key === "duologue.prefs" && applyPrefs());
speakFrom(DICTIONARIES, LATE_WORDS, WORDS);
await speak([lastLanguage.read(), ...navigator.languages]);
render(html`<div class="state whole" role="status" aria-label=${t("state.loading")}></div>`, root);
await start();
