/** My account: the password, where I am signed in, and the end of it. A dialog of its own. */

import { announce } from "../../ui/announce.ts";
import { api, codeOf, detailsOf } from "../../protocol/http.ts";
import { fill, h, set } from "../../ui/dom.ts";
import { explain, explainField, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { short } from "../../text/time.ts";
import { exportPart } from "./export.ts";
import { field } from "../../ui/field.ts";
import { sheet } from "../../ui/sheet.ts";
import type { Session } from "../../state/session.ts";
import type { SignIn } from "../../protocol/types.ts";
import type { Child } from "../../ui/dom.ts";

export function openAccount(session: Session) {
  const { dialog, body } = sheet("account", t("account.title"));
  const where = sessions();
  fill(
    body,
    password(where.load),
    where,
    exportPart(),
    deletion(session, () => dialog.close()),
  );
  void where.load();
  dialog.showModal();
}

function secret({
  name,
  label,
  hint,
  autocomplete,
}: {
  name: string;
  label: string;
  hint?: string;
  autocomplete: string;
}) {
  const control = h("input", {
    type: "password",
    name,
    testid: `account-${name}`,
    autocomplete,
    dir: "ltr",
    maxlength: 256,
  });
  return Object.assign(field({ id: `account-${name}`, label, hint, control }), { control });
}

type Secret = ReturnType<typeof secret>;

/** Ends a session, and says so. */
type End = (work: () => Promise<unknown>, said: string) => (event: Event) => Promise<void>;

function part(title: string, ...inner: Child[]) {
  return h("section", { class: "settings-part" }, h("h3", {}, title), inner);
}

/** Do it once, and say why it did not work. */
async function attempt(
  button: HTMLElement,
  trouble: HTMLElement,
  work: () => Promise<unknown>,
): Promise<unknown> {
  fill(trouble);
  set(button, { "aria-busy": "true" });
  try {
    await work();
    return null;
  } catch (error) {
    return error;
  } finally {
    set(button, { "aria-busy": null });
  }
}

function password(changed: () => unknown) {
  const old = secret({ name: "old", label: t("account.old"), autocomplete: "current-password" });
  const fresh = secret({
    name: "new",
    label: t("account.new"),
    hint: t("welcome.password_hint"),
    autocomplete: "new-password",
  });
  const trouble = h("p", { class: "error", role: "alert", testid: "account-error" });
  const button = h(
    "button",
    { class: "button quiet", type: "submit", testid: "account-change" },
    t("account.change"),
  );
  const submit = async (event: Event) => {
    event.preventDefault();
    const empty = [old, fresh].find(({ control }) => !control.value);
    if (empty) return refuse(empty, t("error.missing"));
    const error = await attempt(button, trouble, () =>
      api.changePassword(old.control.value, fresh.control.value),
    );
    if (codeOf(error) === "wrong_password") return refuse(old, t("account.not_yours"));
    if (codeOf(error) === "invalid_input") return refuse(fresh, explainField("password", detailsOf(error)));
    if (error) return fill(trouble, explain(codeOf(error)));
    for (const { control } of [old, fresh]) control.value = "";
    announce(t("account.changed"));
    fill(trouble, h("span", { class: "good" }, t("account.changed")));
    changed();
  };
  return part(
    t("account.password"),
    h(
      "form",
      { class: "form", novalidate: true, on: { submit } },
      old,
      fresh,
      h("p", { class: "hint" }, t("account.password_hint")),
      trouble,
      button,
    ),
  );
}

function refuse(one: Secret, text: string) {
  one.fail(text);
  one.control.focus();
  announce(text);
}

function sessions() {
  const list = h("ul", { class: "words-list", testid: "sessions", "aria-busy": "true" });
  const trouble = h("p", { class: "error", role: "alert" });
  const others = h(
    "button",
    { class: "button quiet", type: "button", testid: "sessions-end-others", hidden: true },
    t("account.end_others"),
  );
  const title = h("h3", { tabindex: "-1" }, t("account.sessions"));
  const load = async () => {
    try {
      const all = await api.sessions();
      set(list, { "aria-busy": null });
      others.hidden = all.length < 2;
      fill(
        list,
        all.map((one) => item(one, end)),
      );
    } catch (error) {
      fill(trouble, explain(codeOf(error)));
    }
  };
  const end: End = (work, said) => async (event) => {
    const error = await attempt(event.currentTarget as HTMLElement, trouble, work);
    if (error && codeOf(error) !== "not_found") return fill(trouble, explain(codeOf(error)));
    await load();
    announce(said);
    title.focus();
  };
  others.addEventListener(
    "click",
    end(() => api.endOthers(), t("account.ended_others")),
  );
  return Object.assign(h("section", { class: "settings-part" }, title, list, others, trouble), { load });
}

function item({ id, device, current, last_used_at: used, created_at: made }: SignIn, end: End) {
  const name = device || t("account.unknown_device");
  const label = t("account.end", { device: name });
  const about = current ? t("account.this_one") : t("account.used", { when: short(used) });
  return h(
    "li",
    { class: "word", testid: "session", data: { current: String(current) } },
    h(
      "span",
      { class: "word-what" },
      h("bdi", { class: "word-source" }, name),
      h("span", { class: "hint" }, about, " · ", t("account.since", { when: short(made) })),
    ),
    current
      ? null
      : h(
          "button",
          {
            class: "round",
            type: "button",
            testid: "session-end",
            "aria-label": label,
            title: label,
            on: { click: end(() => api.endSession(id), t("account.ended", { device: name })) },
          },
          icon("close"),
        ),
  );
}

/** First what goes and what stays; then the password; there is no way back. */
function deletion(session: Session, close: () => void) {
  const mine = secret({ name: "confirm", label: t("welcome.password"), autocomplete: "current-password" });
  const trouble = h("p", { class: "error", role: "alert", testid: "delete-error" });
  const button = h(
    "button",
    { class: "button danger", type: "submit", testid: "delete-for-good" },
    t("account.delete_for_good"),
  );
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!mine.control.value) return refuse(mine, t("error.missing"));
    const error = await attempt(button, trouble, () => session.deleteMe(mine.control.value));
    if (!error) return close();
    if (codeOf(error) === "wrong_password") return refuse(mine, t("account.not_yours"));
    fill(trouble, explain(codeOf(error)));
  };
  const says = ["goes", "erased", "stays", "handle"].map((one) => h("li", {}, t(`account.delete_${one}`)));
  return h(
    "details",
    { class: "settings-part deletion", testid: "deletion" },
    h("summary", {}, t("account.delete")),
    h("ul", { class: "says" }, says),
    h("form", { class: "form", novalidate: true, on: { submit } }, mine, trouble, button),
  );
}
