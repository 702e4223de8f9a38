/** Remembers what `compute` makes of a key, for the last `max` keys that were new. */
export function memo<Key, Value>(compute: (key: Key) => Value, max = 1_000): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = compute(key);
    setBounded(known, { key, value, max });
    return value;
  };
}

/** Sets a key of a map that holds at most `max`: those that came first make room. */
export function setBounded<Key, Value>(
  map: Map<Key, Value>,
  { key, value, max }: { key: Key; value: Value; max: number },
): void {
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= max) break;
    map.delete(oldest);
  }
}
