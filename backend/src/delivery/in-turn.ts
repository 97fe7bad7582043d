/**
 * Makes of `work` a function whose calls take turns: each begins when the one before has ended, well or not. What the
 * last call reads is newer than all news before it, and nothing older can overtake it.
 */
export function inTurn(work: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(work, work);
    return last;
  };
}
