/** The 95 % interval of a share by Wilson (1927). */
export function wilson(affected: number, exposed: number): { low: number; high: number } {
  if (exposed <= 0) return { low: 0, high: 1 };
  const z = 1.959964;
  const share = affected / exposed;
  const middle = (share + (z * z) / (2 * exposed)) / (1 + (z * z) / exposed);
  const half = (z / (1 + (z * z) / exposed)) * Math.sqrt((share * (1 - share)) / exposed + (z * z) / (4 * exposed * exposed));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
