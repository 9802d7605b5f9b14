/** Being told of messages while nobody looks: by the page itself, and by Web Push where the service has keys for it. */

import { api } from "../../protocol/http.ts";
import { notify } from "../../state/keep.ts";

/** What this browser and its person allow. "denied": asked again only in the browser's own settings. */
export type Permission = "granted" | "default" | "denied" | "unsupported";

/** Whether this browser may show notifications; nothing is asked. */
export function permission(): Permission {
  return "Notification" in window ? Notification.permission : "unsupported";
}

/** Ask for permission, then have the service push too. What is said of a message is its text, or who wrote alone. */
export async function turnOn(me: string, hidesText: boolean): Promise<Permission> {
  const answer = permission() === "default" ? await Notification.requestPermission() : permission();
  if (answer !== "granted") return answer;
  notify.write(me, { on: true, hidesText });
  await subscribe(hidesText).catch(() => undefined);
  return answer;
}

/** Nothing is shown any more. */
export async function turnOff(me: string): Promise<void> {
  notify.write(me, null);
  await api.pushOff().catch(() => undefined);
  await unsubscribe();
}

/** Another session of the same person, who wants to be told: the service is given this browser again. */
export async function renew(me: string): Promise<void> {
  const wish = notify.read(me);
  if (wish?.on && permission() === "granted") await subscribe(wish.hidesText).catch(() => undefined);
}

/** The push service of this browser lets go of what it had for us. */
export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  const subscription = await registration?.pushManager?.getSubscription().catch(() => null);
  await subscription?.unsubscribe().catch(() => false);
}

/** One place for this session. Rejects where the service has no keys, or the browser no push service. */
async function subscribe(hidesText: boolean): Promise<void> {
  const { key } = await api.push();
  if (!key) return;
  const { pushManager } = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: key };
  const subscription = await pushManager.subscribe(options).catch(async () => {
    await unsubscribe(); // it was made with another key
    return pushManager.subscribe(options);
  });
  const { endpoint, keys } = subscription.toJSON();
  await api.pushOn({ endpoint, p256dh: keys?.p256dh, auth: keys?.auth, hides_text: hidesText });
}
