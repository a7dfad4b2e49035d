/**
 * Instants as RFC 3339 writes them, which has several ways for each.
 *
 * Pure: no clock, no randomness, no I/O.
 */

const MINUTE_MS = 60_000

/**
 * Returns an instant, in milliseconds since the Unix epoch, as the clocks of a zone `minutesEast` of UTC show it, with
 * `zeros` more in the fraction of its second than it needs.
 */
export function writeInstant(instantMs: number, zeros = 0, minutesEast = 0): string {
  const written = new Date(instantMs + minutesEast * MINUTE_MS).toISOString()
  const fraction = written.slice(-'000Z'.length, -'Z'.length).replace(/0+$/, '') + '0'.repeat(zeros)
  return written.slice(0, -'.000Z'.length) + (fraction && `.${fraction}`) + writeZone(minutesEast)
}

function writeZone(minutesEast: number): string {
  if (minutesEast === 0) return 'Z'
  const [hours, minutes] = [Math.floor(minutesEast / 60), minutesEast % 60].map((part) => String(part).padStart(2, '0'))
  return `+${hours}:${minutes}`
}
