/** Leaving a conversation, and reporting who is in it: each asks once more before anything is done. */

import { fill, h, set } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";
import { api, codeOf } from "../../protocol/http.ts";
import { announce } from "../../ui/announce.ts";
import { field } from "../../ui/field.ts";
import { sheet } from "../../ui/sheet.ts";
import type { Session } from "../../state/session.ts";

const LONGEST_NOTE = 1000;
const REASONS = ["spam", "abuse", "threat", "fraud", "impersonation", "other"];

/** @param left Called when it was left, with the dialog closed. */
export function openLeaving(session: Session, conversationId: string, left: () => void) {
  const name = session.state.conversations.get(conversationId)?.other.name ?? "";
  const { dialog, body } = sheet("leaving", t("leave.title", { name }));
  const trouble = h("p", { class: "error", role: "alert" });
  const button = h(
    "button",
    { class: "button", type: "button", testid: "leave-now", on: { click: () => leave() } },
    t("more.leave"),
  );
  const leave = async () => {
    if (await failed(button, trouble, () => session.decide(conversationId, "leave"))) return;
    dialog.close();
    announce(t("leave.done", { name }));
    left();
  };
  const part = h("section", { class: "settings-part" }, h("p", {}, t("leave.help", { name })), trouble);
  part.append(h("div", { class: "acts" }, button, cancel(dialog)));
  fill(body, part);
  dialog.showModal();
  button.focus();
}

export function openReport(session: Session, conversationId: string) {
  const name = session.state.conversations.get(conversationId)?.other.name ?? "";
  const { dialog, body } = sheet("report-sheet", t("report.title", { name }));
  const reasons = h(
    "fieldset",
    { class: "reasons" },
    h("legend", {}, t("report.reason")),
    REASONS.map(reason),
  );
  const note = h("textarea", { testid: "report-note", maxlength: LONGEST_NOTE, rows: 4, dir: "auto" });
  const trouble = h("p", { class: "error", role: "alert", testid: "report-error" });
  const button = h("button", { class: "button", type: "submit", testid: "report-send" }, t("report.send"));
  const send = async (event: Event) => {
    event.preventDefault();
    const chosen = reasons.querySelector<HTMLInputElement>(":checked")?.value;
    if (!chosen) {
      fill(trouble, t("report.choose"));
      return reasons.querySelector("input")?.focus();
    }
    const told = { reason: chosen, note: note.value.trim() };
    if (!(await failed(button, trouble, () => api.report(conversationId, told)))) thank(dialog, body);
  };
  const form = h(
    "form",
    { class: "settings-part", novalidate: true, on: { submit: send } },
    h("p", { class: "hint" }, t("report.help", { name })),
    reasons,
    field({ id: "report-note", label: t("report.note"), control: note }),
    trouble,
    h("div", { class: "acts" }, button, cancel(dialog)),
  );
  fill(body, form);
  dialog.showModal();
  reasons.querySelector("input")?.focus();
}

function reason(value: string) {
  const input = h("input", { type: "radio", name: "report-reason", value, testid: `report-${value}` });
  return h("label", { class: "reason" }, input, h("span", {}, t(`report.reason_${value}`)));
}

function thank(dialog: HTMLDialogElement, body: HTMLElement) {
  const done = h(
    "button",
    { class: "button", type: "button", testid: "report-done", on: { click: () => dialog.close() } },
    t("settings.close"),
  );
  const said = h("p", { role: "status", testid: "report-thanks" }, t("report.thanks"));
  fill(body, h("section", { class: "settings-part" }, said, done));
  announce(t("report.thanks"));
  done.focus();
}

function cancel(dialog: HTMLDialogElement) {
  return h(
    "button",
    { class: "button quiet", type: "button", on: { click: () => dialog.close() } },
    t("correction.cancel"),
  );
}

/** Do it once, and say why it did not work. */
async function failed(button: HTMLElement, trouble: HTMLElement, work: () => Promise<unknown>) {
  fill(trouble);
  set(button, { "aria-busy": "true" });
  try {
    await work();
    return false;
  } catch (error) {
    fill(trouble, explain(codeOf(error)));
    return true;
  } finally {
    set(button, { "aria-busy": null });
  }
}
