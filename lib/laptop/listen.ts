/**
 * Ports: what is taken is passed over, so that two sites can be looked at side by side.
 */
import type { Server } from 'node:http'

/** Where the laptop listens: nothing outside this machine reaches it. */
export const LOOPBACK = '127.0.0.1'

/** Ports that are tried, counting up from the one that was asked for. */
export const PORTS_TRIED_MAX = 50

/** No port was free. */
export class PortError extends Error {
  override readonly name = 'PortError'
  constructor(
    readonly firstPort: number,
    readonly lastPort: number,
    options?: ErrorOptions,
  ) {
    super(`no free port from ${firstPort} to ${lastPort}`, options)
  }
}

/** Calls `open` with `port`, and with the ports after it as long as they are taken. Port 0 is any free one. */
export async function onFreePort<T>(port: number, open: (port: number) => Promise<T>): Promise<T> {
  const last = Math.min(port + PORTS_TRIED_MAX - 1, 65_535)
  for (let tried = port; ; tried++) {
    try {
      return await open(tried)
    } catch (error) {
      if (!isTaken(error)) throw error
      if (tried >= last) throw new PortError(port, last, { cause: error })
    }
  }
}

/** Makes `server` listen on loopback, and returns the port. */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

/** Ends all connections of `server`, and returns when it no longer listens. */
export async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
}
