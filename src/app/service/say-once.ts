const FOR_MS = 60_000;

/** A database that goes away is noticed by each of ten connections: the same words are said once a minute. */
export function sayOnce(say: (text: string) => void, now: () => number = () => performance.now()) {
  const saidAt = new Map<string, number>();
  return (text: string): void => {
    const at = now();
    for (const [said, when] of saidAt) if (at - when >= FOR_MS) saidAt.delete(said);
    if (saidAt.has(text)) return;
    saidAt.set(text, at);
    say(text);
  };
}
