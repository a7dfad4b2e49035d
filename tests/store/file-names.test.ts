import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filePaths, folderPath, segmentOf } from '../../lib/store/file-names.js'

describe('file names', () => {
  it.each([
    ['_posts/2024-01-31-hello.md', '_posts/2024-01-31-hello.md'],
    ['泉州/🎉 a+b%20.html', '泉州/🎉 a+b%20.html'],
    ['..', '%=..'],
    ['../a', '%-../a'],
    ['.git/config', '%-.git/config'],
    ['node_modules/x', '%-node_modules/x'],
    ['a/', 'a/%='],
    ['/a', '%-/a'],
    ['%2F', '%=%252F'],
    ['a\\b', '%=a%5Cb'],
    ['x'.repeat(256), `%+${'x'.repeat(253)}/%=xxx`],
  ])('%s is kept in %s', (key, path) => {
    expect(filePaths(key)[0].join('/')).toBe(path)
  })

  it('any segment can be read back from its names, each of which is a file name', () => {
    const segment = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom('%', '.', '=', '+', '-', '\\', '\0', '泉', '2', '5', 'C'), maxLength: 1_024 }),
    )
    fc.assert(
      fc.property(segment, (any) => {
        const name = any.replaceAll('/', '')
        for (const names of filePaths(name)) expect(segmentOf(names, false)).toBe(name)
        expect(segmentOf(folderPath([name]), true)).toBe(name)
        for (const own of [...filePaths(name).flat(), ...folderPath([name])]) {
          expect(own).toMatch(/^[^/\\\0]+$/u)
          expect(['.', '..']).not.toContain(own)
          expect(Buffer.byteLength(own)).toBeLessThanOrEqual(255)
        }
      }),
      { numRuns: 500 },
    )
  })
})
