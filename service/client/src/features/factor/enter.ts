/** Signing in with a passkey alone. Fetched when it is asked for. */

import type { SignedIn } from "../../protocol/generated.ts";
import { sign } from "./device.ts";
import { passkeys } from "./doors.ts";
import { speakFactor } from "./words.ts";

export async function enterWithPasskey(): Promise<SignedIn> {
  await speakFactor();
  return passkeys.enter(await sign(await passkeys.challenge()));
}
