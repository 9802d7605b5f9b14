/** Files that are on their way into a conversation: each with how far it is, what it shows, and what can be done. */

import { fill, h, set } from "../../ui/dom.ts";
import { explain, t } from "../../i18n/i18n.ts";
import { icon } from "../../ui/icons.ts";
import { Upload } from "../../protocol/upload.ts";
import { size } from "../chat/attachment.ts";

/** Files that one may bring at a time; the service says no to more. */
const MOST = 10;

/** A file that the service has, to be sent with a message. */
export interface Brought {
  readonly attachment: { readonly file_id: string; readonly alt: string };
  readonly content: { readonly kind: "attachment"; readonly name: string; readonly size: number };
}

interface Item {
  readonly upload: Upload;
  readonly row: HTMLElement;
  readonly alt: HTMLInputElement;
  readonly bar: HTMLProgressElement;
  readonly state: HTMLElement;
  readonly press: HTMLButtonElement;
}

/** The list, and what goes into it. */
export class Tray {
  readonly element: HTMLElement = h("ul", {
    class: "tray",
    testid: "tray",
    "aria-label": t("file.tray"),
    hidden: true,
  });
  private items: Item[] = [];
  private readonly conversation: string;
  private readonly changed: () => void;

  /** @param changed Called when a file comes, is ready, or goes. */
  constructor(conversation: string, changed: () => void) {
    this.conversation = conversation;
    this.changed = changed;
  }

  get empty(): boolean {
    return !this.items.length;
  }

  /** Whether all that is here can be sent now. */
  get ready(): boolean {
    return !this.empty && this.items.every(({ upload }) => upload.standing === "ready");
  }

  add(files: Iterable<File>): void {
    for (const file of [...files].slice(0, MOST - this.items.length)) this.bring(file);
  }

  /** Take what is here, in the order in which it was chosen. */
  take(): Brought[] {
    const taken = this.items.map(({ upload, alt }) => ({
      attachment: { file_id: upload.id ?? "", alt: alt.value.trim() },
      content: { kind: "attachment" as const, name: upload.file.name, size: upload.file.size },
    }));
    this.items = [];
    this.draw();
    return taken;
  }

  private bring(file: File): void {
    const upload: Upload = new Upload(file, this.conversation, () => this.show(item));
    const item = this.item(upload);
    this.items.push(item);
    this.draw();
    void upload.go();
  }

  private item(upload: Upload): Item {
    const { name } = upload.file;
    const picture = upload.file.type.startsWith("image/");
    const alt: HTMLInputElement = h("input", {
      class: "tray-alt",
      testid: "tray-alt",
      maxlength: 500,
      dir: "auto",
      hidden: !picture,
      placeholder: t("file.alt"),
      "aria-label": t("file.alt_of", { name }),
    });
    const bar: HTMLProgressElement = h("progress", {
      max: upload.file.size || 1,
      value: 0,
      "aria-label": name,
    });
    const state: HTMLElement = h("span", { class: "tray-state", role: "status", testid: "tray-state" });
    const press: HTMLButtonElement = h("button", { class: "round", type: "button", testid: "tray-press" });
    const remove = h(
      "button",
      { class: "round", type: "button", testid: "tray-remove", "aria-label": t("file.remove", { name }) },
      icon("close"),
    );
    const title = h("bdi", { class: "tray-name" }, name);
    const row = h("li", { class: "tray-item", testid: "tray-item" }, title, state, bar, press, remove, alt);
    const item: Item = { upload, row, alt, bar, state, press };
    press.addEventListener("click", () => (upload.standing === "going" ? upload.pause() : void upload.go()));
    remove.addEventListener("click", () => this.remove(item));
    return item;
  }

  private remove(item: Item): void {
    this.items = this.items.filter((one) => one !== item);
    void item.upload.remove();
    this.draw();
  }

  private show({ upload, bar, state, press }: Item): void {
    const { standing, sent, file, problem } = upload;
    bar.value = sent;
    bar.hidden = standing === "ready" || standing === "failed";
    press.hidden = standing === "ready";
    const label = standing === "going" ? t("file.pause") : t("file.resume");
    set(press, { "aria-label": `${label}: ${file.name}`, title: label });
    fill(press, icon(standing === "going" ? "pause" : "retry"));
    const said = { going: size(file.size), paused: t("file.paused"), ready: size(file.size), failed: "" }[
      standing
    ];
    fill(state, standing === "failed" ? explain(problem ?? "internal") : said);
    state.classList.toggle("error", standing === "failed");
    this.changed();
  }

  private draw(): void {
    fill(this.element, ...this.items.map(({ row }) => row));
    this.element.hidden = this.empty;
    this.changed();
  }
}

/** The button that picks files, and its unseen field; pasted files go into the tray, too. */
export function attaching(input: HTMLTextAreaElement, tray: Tray): HTMLElement[] {
  const props = { type: "file", multiple: true, hidden: true, testid: "file-picker", tabindex: "-1" };
  const picker: HTMLInputElement = h("input", props);
  picker.addEventListener("change", () => {
    tray.add(picker.files ?? []);
    picker.value = "";
  });
  input.addEventListener("paste", (event) => {
    if (event.clipboardData?.getData("text/plain")) return;
    const files = filesOf(event.clipboardData);
    if (files.length) event.preventDefault();
    tray.add(files);
  });
  const label = t("file.attach");
  const on = { click: () => picker.click() };
  const button: HTMLElement = h(
    "button",
    { class: "round attach", type: "button", testid: "attach", "aria-label": label, title: label, on },
    icon("attach"),
  );
  return [button, picker];
}

/** Files that are let fall on an element go into the tray that `tray` gives, where it gives one. */
export function catching(element: HTMLElement, tray: () => Tray | null): void {
  const brings = (event: DragEvent): Tray | null =>
    [...(event.dataTransfer?.types ?? [])].includes("Files") ? tray() : null;
  element.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    element.classList.add("drops");
  });
  element.addEventListener("dragleave", () => element.classList.remove("drops"));
  element.addEventListener("drop", (event) => {
    element.classList.remove("drops");
    const into = brings(event);
    if (!into) return;
    event.preventDefault();
    into.add(filesOf(event.dataTransfer));
  });
}

/** Files of a drop or a paste; none where it is something else. */
export function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])];
}
