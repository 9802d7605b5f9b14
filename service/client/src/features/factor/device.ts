/** What a device does with passkeys (WebAuthn): make one, and sign with one. Bytes go as base64url. */

import type { Asserted, Attested, PasskeyAsked } from "../../protocol/generated.ts";
import { Refused } from "../../protocol/http.ts";

const PATIENCE = 120_000;
/** EdDSA, ES256, RS256: what devices sign with. */
const WAYS = [-8, -7, -257];
const STRICT: AuthenticatorSelectionCriteria = {
  residentKey: "required",
  requireResidentKey: true,
  userVerification: "required",
};

/** Why the browser made or signed nothing, where it says. */
const WHY: Record<string, string> = { InvalidStateError: "passkey_here", SecurityError: "passkey_nowhere" };

/** @returns A new passkey, without what it is called. */
export async function make(asked: PasskeyAsked): Promise<Omit<Attested, "name">> {
  const made = await heard(
    navigator.credentials.create({
      publicKey: {
        challenge: bytes(asked.challenge),
        rp: { id: asked.site, name: "Duologue" },
        user: { id: encoded(asked.user_id), name: asked.handle, displayName: asked.handle },
        pubKeyCredParams: WAYS.map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: asked.known.map((id) => ({ type: "public-key", id: bytes(id) })),
        authenticatorSelection: STRICT,
        attestation: "none",
        timeout: PATIENCE,
      },
    }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: made.id,
    client_data: text(response.clientDataJSON),
    attestation: text(response.attestationObject),
  };
}

/** @returns What one of the passkeys for this site has signed. */
export async function sign(asked: PasskeyAsked): Promise<Asserted> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: bytes(asked.challenge),
    rpId: asked.site,
    userVerification: "required",
    timeout: PATIENCE,
  };
  const signed = await heard(navigator.credentials.get({ publicKey }));
  const response = signed.response as AuthenticatorAssertionResponse;
  return {
    id: signed.id,
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
  };
}

async function heard(asked: Promise<Credential | null>): Promise<PublicKeyCredential> {
  const found = await asked.catch((error: unknown) => {
    throw new Refused(WHY[(error as DOMException).name] ?? "passkey_stopped", String(error));
  });
  if (!found) throw new Refused("passkey_stopped", "Nothing was chosen.");
  return found as PublicKeyCredential;
}

const encoded = (one: string) => new TextEncoder().encode(one);

function bytes(one: string): Uint8Array<ArrayBuffer> {
  const plain = atob(one.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(one: ArrayBuffer): string {
  const plain = btoa(String.fromCharCode(...new Uint8Array(one)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
