/** What customers need, as it is predicted: each has words, `labels.need_…`. */

export const NEEDS = [
  "booking",
  "complaint",
  "courtesy",
  "delivery",
  "health",
  "meeting",
  "payment",
  "personal",
  "shopping",
  "support",
  "travel",
  "work",
] as const;
