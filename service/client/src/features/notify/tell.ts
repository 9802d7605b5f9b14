/** Notifications that an open page shows by itself, while nobody looks at it. */

import { t } from "../../i18n/i18n.ts";
import { notify } from "../../state/keep.ts";
import { permission } from "./push.ts";

/** A message that has come, as its reader reads it. */
export interface News {
  readonly me: string;
  readonly conversation_id: string;
  readonly message_id: string;
  readonly title: string;
  /** Null: the text is not for a notification. */
  readonly body: string | null;
  readonly language: string;
}

/** Show one, where its reader has asked for that and looks elsewhere. A push of the same message takes its place. */
export async function tell(news: News): Promise<void> {
  const wish = notify.read(news.me);
  if (!wish?.on || permission() !== "granted" || document.visibilityState === "visible") return;
  const hidden = wish.hidesText || news.body === null;
  const options = {
    body: hidden ? t("notify.new") : (news.body ?? ""),
    lang: hidden ? document.documentElement.lang : news.language,
    tag: news.message_id,
    icon: "/icons/192.png",
    data: { conversation_id: news.conversation_id },
  };
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (registration) return registration.showNotification(news.title, options);
  const shown = new Notification(news.title, options);
  shown.onclick = () => {
    shown.close();
    void window.focus();
    location.hash = `#/c/${encodeURIComponent(news.conversation_id)}`;
  };
}
