/** A visitor of the shop in this session. */
export interface Visitor {
  readonly key: string;
  readonly country: string;
  readonly platform: string;
}

const oneOf = <T>(choices: readonly T[]): T => choices[Math.floor(Math.random() * choices.length)] as T;

/** Somebody new; `run` keeps the keys of two runs of the application apart. */
export const newVisitor = (run: string, number: number): Visitor => ({
  key: `live-${run}-${number}`,
  country: oneOf(['US', 'US', 'US', 'US', 'US', 'DE', 'DE', 'BR']),
  platform: oneOf(['web', 'web', 'web', 'ios', 'ios', 'android']),
});

/** What a visitor does on the page that was chosen: one page asks less and is faster, so a few more orders come of it. */
export const visit = (
  layout: string,
  at: Date,
): { order: { amount: number; items: number } | null; milliseconds: number; at: Date } => {
  const isOnePage = layout === 'one-page';
  const orders = Math.random() < (isOnePage ? 0.224 : 0.2);
  return {
    order: orders
      ? { amount: Math.round((15 + 60 * Math.random() ** 2) * 100) / 100, items: 1 + Math.floor(Math.random() * 3) }
      : null,
    milliseconds: Math.round((isOnePage ? 830 : 900) * (0.6 + 0.9 * Math.random())),
    // Some clients report late, under the true time of what happened.
    at: Math.random() < 0.05 ? new Date(at.getTime() - 60_000 * Math.random()) : at,
  };
};
