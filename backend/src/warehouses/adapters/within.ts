/** The answer, unless it takes longer: an answer that drips or never ends has no time-out of its own. */
export async function within<T>(seconds: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = Object.assign(new Error(`no answer in ${seconds} seconds`), { name: 'TimeoutError' });
    timer = setTimeout(() => reject(error), seconds * 1000);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
