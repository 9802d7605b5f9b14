/** What the keyboard in front of the reader is called. */

export const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
