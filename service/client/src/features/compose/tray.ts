/** Files that are on their way into a conversation: each with how far it is, what it shows, and what can be done. */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { explain, t } from "../../i18n/i18n.ts";
import { Upload } from "../../protocol/upload.ts";
import { defined, LightElement } from "../../ui/element.ts";
import { icon } from "../../ui/icons.ts";
import { size } from "../chat/attachment.ts";
import { withLate } from "../late.ts";

/** Files that one may bring at a time; the service says no to more. */
const MOST = 10;

/** A file that the service has, to be sent with a message. */
export interface Brought {
  readonly attachment: { readonly file_id: string; readonly alt: string };
  readonly content: { readonly kind: "attachment"; readonly name: string; readonly size: number };
}

interface Item {
  readonly upload: Upload;
  alt: string;
}

/** The list, and what goes into it. */
export class Tray extends LightElement {
  static override properties = { items: { state: true } };

  conversationId!: string;
  /** Called when a file comes, is ready, or goes. */
  changed!: () => void;
  items: readonly Item[] = [];

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
      attachment: { file_id: upload.id ?? "", alt: alt.trim() },
      content: { kind: "attachment" as const, name: upload.file.name, size: upload.file.size },
    }));
    this.hold([]);
    return taken;
  }

  override render() {
    return html`<ul class="tray" data-testid="tray" aria-label=${t("file.tray")} ?hidden=${this.empty}>
      ${repeat(
        this.items,
        ({ upload }) => upload,
        (item) => this.row(item),
      )}
    </ul>`;
  }

  private bring(file: File): void {
    const upload: Upload = new Upload(file, this.conversationId, () => this.moved());
    this.hold([...this.items, { upload, alt: "" }]);
    void upload.go();
  }

  private moved(): void {
    this.requestUpdate();
    this.changed();
  }

  private hold(items: readonly Item[]): void {
    this.items = items;
    this.changed();
  }

  private drop(item: Item): void {
    void item.upload.remove();
    this.hold(this.items.filter((one) => one !== item));
  }

  private row(item: Item): TemplateResult {
    const { standing, sent, file, problem } = item.upload;
    const failed = standing === "failed";
    const done = standing === "ready";
    const says = standing === "paused" ? t("file.paused") : size(file.size);
    return html`<li class="tray-item" data-testid="tray-item">
      <bdi class="tray-name">${file.name}</bdi>
      <span class="tray-state ${failed ? "error" : ""}" role="status" data-testid="tray-state"
        >${failed ? explain(problem ?? "internal") : says}</span
      >
      <progress
        max=${file.size || 1}
        aria-label=${file.name}
        .value=${sent}
        ?hidden=${done || failed}
      ></progress>
      ${this.buttons(item)}${file.type.startsWith("image/") ? alternative(item) : nothing}
    </li>`;
  }

  private buttons(item: Item): TemplateResult {
    const { upload } = item;
    const { name } = upload.file;
    const going = upload.standing === "going";
    const label = t(going ? "file.pause" : "file.resume");
    return html`<button
        class="round"
        type="button"
        data-testid="tray-press"
        aria-label="${label}: ${name}"
        title=${label}
        ?hidden=${upload.standing === "ready"}
        @click=${() => (upload.standing === "going" ? upload.pause() : void upload.go())}
      >
        ${icon(going ? "pause" : "retry")}</button
      ><button
        class="round"
        type="button"
        data-testid="tray-remove"
        aria-label=${t("file.remove", { name })}
        @click=${() => this.drop(item)}
      >
        ${icon("close")}
      </button>`;
  }
}

/** What a picture shows, for who does not see it. */
function alternative(item: Item): TemplateResult {
  return html`<input
    class="tray-alt"
    data-testid="tray-alt"
    maxlength="500"
    dir="auto"
    placeholder=${t("file.alt")}
    aria-label=${t("file.alt_of", { name: item.upload.file.name })}
    @input=${({ target }: Event) => (item.alt = (target as HTMLInputElement).value)}
  />`;
}

export const tray = defined("duo-tray", Tray);

/** What is held and touched has a camera, and its own dialog for files does not always say so. */
const HELD = "(pointer: coarse)";

/** The button that picks files, and its unseen fields. @param into Called with what was picked. */
export function attaching(into: (files: Iterable<File>) => void): TemplateResult {
  const label = t("file.attach");
  const pick = ({ currentTarget }: Event) => {
    const button = currentTarget as HTMLElement;
    const [files, camera] = [...(button.parentElement as HTMLElement).querySelectorAll("input")];
    if (!files || !camera || !matchMedia(HELD).matches) return files?.click();
    void withLate(({ askWhere }) => askWhere(button, camera, files));
  };
  const picked = ({ target }: Event) => {
    const picker = target as HTMLInputElement;
    into([...(picker.files ?? [])]);
    picker.value = "";
  };
  return html`<button
      class="round attach"
      type="button"
      data-testid="attach"
      aria-label=${label}
      title=${label}
      @click=${pick}
    >
      ${icon("attach")}</button
    ><input type="file" multiple hidden tabindex="-1" data-testid="file-picker" @change=${picked} /><input
      type="file"
      accept="image/*"
      capture="environment"
      hidden
      tabindex="-1"
      data-testid="camera-picker"
      @change=${picked}
    />`;
}

/** Pasted files go along; a text that is pasted stays one. */
export function pasted(event: ClipboardEvent, into: (files: Iterable<File>) => void): void {
  if (event.clipboardData?.getData("text/plain")) return;
  const files = filesOf(event.clipboardData);
  if (files.length) event.preventDefault();
  into(files);
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
