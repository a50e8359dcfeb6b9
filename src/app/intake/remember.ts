/** What was read is good for so long; what could not be is read again at once. */
export function remember<T>(forMs: number, read: () => Promise<T>): () => Promise<T> {
  let value: Promise<T> | null = null;
  let until = 0;
  return () => {
    const now = performance.now();
    if (value === null || now >= until) {
      until = now + forMs;
      value = read();
      value.catch(() => {
        value = null;
      });
    }
    return value;
  };
}
