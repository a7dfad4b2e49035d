/**
 * What a command says of a store that did not do what it was asked.
 */
import { expect, test } from 'vitest'
import { CommandError } from '../../lib/cli/command-error.js'
import { storeFailure } from '../../lib/cli/store-failure.js'
import { PostponedError } from '../../lib/publish/context.js'
import { StoreError, UnavailableError } from '../../lib/store/errors.js'

const AGAIN = '    hint: run it again, now'
const refused = new Error('connect ECONNREFUSED 127.0.0.1:9')
const nobody = Object.assign(new AggregateError([refused]), { code: 'ECONNREFUSED' })

test.each([
  [
    'that nobody answers for',
    new UnavailableError('get', 'a', { cause: refused }),
    [`    reason: ${refused.message}`, AGAIN],
  ],
  [
    'at a name of several addresses',
    new UnavailableError('get', 'a', { cause: nobody }),
    ['    reason: ECONNREFUSED', AGAIN],
  ],
  ['that gives no reason', new UnavailableError('get', 'a'), [AGAIN]],
  ['that others kept busy', new PostponedError('a', 'it changed'), [AGAIN]],
  ['that never will', new StoreError('get', 'a', 'access denied'), []],
] as const)('of a store %s', (_what, error, lines) => {
  const said = storeFailure(error, ', now')
  expect(said).toBeInstanceOf(CommandError)
  expect(said).toMatchObject({ message: error.message, lines })
})

test('a fault of the program is left as it is', () => {
  const fault = new TypeError('undefined is not a function')
  expect(storeFailure(fault, '')).toBe(fault)
})
