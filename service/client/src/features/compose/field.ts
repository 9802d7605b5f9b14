/** The text field that is written in: several parts say something about it. */

/** Set attributes, and take away those that are null; what is so already is left alone. */
export function tell(field: HTMLElement, attributes: Record<string, string | null>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (field.getAttribute(name) === value) continue;
    if (value === null) field.removeAttribute(name);
    else field.setAttribute(name, value);
  }
}
