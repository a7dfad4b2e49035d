/**
 * docs/cost.md says what was counted, to a tenth: when this fails, something costs more or less than it did, and the row
 * that is expected is the one to put into the page.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { REQUEST_KINDS } from '../../bench/metered-store.js'
import { ASSUMED, countCosts, dollarsOf, PRICES, pollCosts } from './costs.js'

const page = readFileSync(new URL('../../docs/cost.md', import.meta.url), 'utf8')
const TOLERANCE = 0.1

const number = (value: number): string => value.toLocaleString('en')
const dollars = (value: number): string => `$${value.toFixed(value < 1 ? 3 : 2)}`

/** Expects a row of the page that says the same as `cells`, numbers to a tenth. */
function expectRow(cells: readonly string[]): void {
  const row = page.split('\n').find((line) => line.startsWith(`| ${cells[0]} |`)) ?? ''
  const found = row.split('|').slice(1, -1)
  const isClose = cells.every((cell, index) => near(cell, found[index]?.trim() ?? ''))
  if (!isClose || found.length !== cells.length) expect(row).toBe(`| ${cells.join(' | ')} |`)
}

function near(expected: string, found: string): boolean {
  const [a, b] = [expected, found].map((cell) => Number(cell.replace(/[$,]/g, '')))
  if (a === undefined || b === undefined || Number.isNaN(a)) return expected === found
  return Math.abs(a - b) <= TOLERANCE * Math.max(a, b) + (expected.startsWith('$') ? 0.001 : 1)
}

test('requests and dollars are those that were counted', { timeout: 120_000 }, async () => {
  for (const [what, cost] of await countCosts()) {
    const { s3, sqs, lambda, all } = dollarsOf(cost)
    const counts = REQUEST_KINDS.map((kind) => number(cost.s3[kind]))
    expectRow([what, ...counts, number(cost.sqs), number(cost.calls), ...[s3, sqs, lambda, all].map(dollars)])
  }
})

test('polls cost what their bytes and requests do', { timeout: 120_000 }, async () => {
  for (const [how, bytes, cost] of await pollCosts()) expectRow([how, number(bytes), dollars(cost)])
})

test('prices and assumptions are named as they are', () => {
  const flat = page.replace(/\s+/g, ' ')
  const { s3, sqs, lambda, cloudFront } = PRICES
  expect(flat).toContain(`PUT and LIST $${(s3.PUT * 1e3).toFixed(3)} per 1,000`)
  expect(flat).toContain(`GET and HEAD $${(s3.GET * 1e3).toFixed(4)} per 1,000`)
  expect(flat).toContain(`$${(sqs * 1e6).toFixed(2)} per million`)
  expect(flat).toContain(`$${(lambda.call * 1e6).toFixed(2)} per million calls`)
  expect(flat).toContain(`$${lambda.gigabyteSecond} per GB and second`)
  expect(flat).toContain(`$${(cloudFront.request * 1e4).toFixed(4)} per 10,000`)
  expect(flat).toContain(`$${cloudFront.gigabyte} per GB`)
  expect(flat).toContain(`${ASSUMED.requestMs} ms for a request`)
  expect(flat).toContain(`${ASSUMED.atOnce} at once`)
  expect(flat).toContain(`${ASSUMED.headerBytes} bytes of headers`)
})
