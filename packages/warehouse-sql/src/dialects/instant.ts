/** `2026-03-01 00:00:00.000`: the form that every engine reads without a zone. */
export function withoutZone(iso: string): string {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?Z$/.test(iso)) {
    throw new RangeError(`${JSON.stringify(iso)} is no instant in UTC such as 2026-03-01T00:00:00Z.`);
  }
  const bare = iso.slice(0, -1).replace('T', ' ');
  return bare.length === 16 ? `${bare}:00` : bare;
}
