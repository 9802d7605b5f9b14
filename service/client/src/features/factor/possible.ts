/** Whether passkeys can be used at this address: it has a name, and https or is this machine. */

/** A number is no name. */
const NUMBER = /^[\d.]+$|^\[/;

export const hasPasskeys =
  isSecureContext && "PublicKeyCredential" in globalThis && !NUMBER.test(location.hostname);
