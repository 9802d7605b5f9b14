/** Whether the page may be loaded anew without taking anything from who is at it. */

/** What a reload would end: a dialog, a menu, a recording, files on their way, a place in what was said before. */
const UNDER_WAY = [
  "dialog[open]",
  "[role=menu]:not([hidden])",
  "duo-recorder",
  ".tray > li",
  ".jump:not([hidden])",
].join();
const FIELDS = "textarea, input:not([type=radio], [type=checkbox], [type=range], [type=file])";

/** @param drafts Also what is in the composer is in the way, though a reload keeps it. */
export function calm(drafts: boolean): boolean {
  if (document.querySelector(UNDER_WAY)) return false;
  const fields = [...document.querySelectorAll<HTMLInputElement>(FIELDS)];
  if (fields.some((one) => one.value && (drafts || !one.closest(".composer")))) return false;
  const notes = [...document.querySelectorAll<HTMLElement & { runs?: boolean }>("duo-voice")];
  return !notes.some(({ runs }) => runs) && (getSelection()?.isCollapsed ?? true);
}
