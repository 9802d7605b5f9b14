/** Whether a message can be read aloud here. Only a voice of this machine will do: others are sent the text. */

import { t } from "../../i18n/i18n.ts";
import { late } from "../late.ts";
import type { Bubble } from "./bubble.ts";
import type { Choice } from "./menu.ts";

type Voice = Pick<SpeechSynthesisVoice, "lang" | "localService" | "default">;

const synthesis = globalThis.speechSynthesis as SpeechSynthesis | undefined;

/** Android writes `pt_BR`. */
const tag = (lang: string): string => lang.replaceAll("_", "-").toLowerCase();
const primary = (lang: string): string => tag(lang).split("-", 1)[0] ?? "";

/** @returns The local voice that fits a language best: of its country, the one that is preferred here, any. */
export function voiceFor<One extends Voice>(lang: string, voices: readonly One[]): One | undefined {
  const fit = voices.filter((one) => one.localService && primary(one.lang) === primary(lang));
  return fit.find((one) => tag(one.lang) === tag(lang)) ?? fit.find((one) => one.default) ?? fit[0];
}

/** What the menu of a message offers: to read what stands in front, or to stop that. False where nothing can. */
export function aloud(bubble: Bubble): Choice | false {
  const { message, reading } = bubble.row;
  if (!synthesis || !message || !(message.text || reading.alt)) return false;
  const { text, lang } = reading.lead;
  const voice = voiceFor(lang ?? message.language, synthesis.getVoices());
  if (!voice) return false;
  const reads = bubble.closest("duo-chat")?.querySelector(`duo-aloud[data-of="${message.id}"]`);
  if (reads) return { name: "silence", sign: "aloud", label: t("menu.silence"), does: () => reads.remove() };
  const does = async (): Promise<void> => {
    const { readAloud } = await late();
    readAloud(bubble, { of: message.id, text, voice });
  };
  return { name: "aloud", sign: "aloud", label: t("menu.aloud"), does: () => void bubble.attempt(does) };
}
