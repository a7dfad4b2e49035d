import { describe, expect, it } from 'vitest'
import { readDate } from '../../lib/post/read-date.js'

describe('dates that can be read', () => {
  const cases: [text: string, zone: string, instant: string][] = [
    ['2021-12-21 09:25:30 +0800', 'UTC', '2021-12-21T01:25:30.000Z'],
    ['2021-12-21 09:25:30 +08:00', 'UTC', '2021-12-21T01:25:30.000Z'],
    ['2021-12-21 09:25:30+08', 'UTC', '2021-12-21T01:25:30.000Z'],
    ['2021-12-21T09:25:30-05:30', 'Asia/Shanghai', '2021-12-21T14:55:30.000Z'],
    ['2021-12-21T09:25:30Z', 'Asia/Shanghai', '2021-12-21T09:25:30.000Z'],
    ['2021-12-21t09:25:30z', 'Asia/Shanghai', '2021-12-21T09:25:30.000Z'],
    ['2021-12-21 09:25:30 UTC', 'Asia/Shanghai', '2021-12-21T09:25:30.000Z'],
    ['2021-12-21T09:25:30.123456Z', 'UTC', '2021-12-21T09:25:30.123Z'],
    ['2021-12-08 10:46:18', 'Asia/Shanghai', '2021-12-08T02:46:18.000Z'],
    ['2021-12-08 10:46', 'Asia/Shanghai', '2021-12-08T02:46:00.000Z'],
    ['2021-12-08', 'Asia/Shanghai', '2021-12-07T16:00:00.000Z'],
    ['2021-12-08 +0900', 'Asia/Shanghai', '2021-12-07T15:00:00.000Z'],
    ['2021/12/8 9:05', 'UTC', '2021-12-08T09:05:00.000Z'],
    ['20211208', 'UTC', '2021-12-08T00:00:00.000Z'],
    ['  2021-12-08  ', 'UTC', '2021-12-08T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', 'UTC', '2016-12-31T23:59:59.000Z'],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
    // Daylight saving: summer and winter, the hour that is skipped, and the hour that comes twice.
    ['2024-07-01 12:00', 'Europe/Berlin', '2024-07-01T10:00:00.000Z'],
    ['2024-01-01 12:00', 'Europe/Berlin', '2024-01-01T11:00:00.000Z'],
    ['2024-03-31 02:30', 'Europe/Berlin', '2024-03-31T01:30:00.000Z'],
    ['2024-10-27 02:30', 'Europe/Berlin', '2024-10-27T00:30:00.000Z'],
    // China had summer time from 1986 to 1991.
    ['1988-07-01 12:00', 'Asia/Shanghai', '1988-07-01T03:00:00.000Z'],
    // Samoa left out this whole day.
    ['2011-12-30 12:00', 'Pacific/Apia', '2011-12-30T22:00:00.000Z'],
  ]
  it.each(cases)('%s in %s', (text, zone, instant) => {
    const reading = readDate(text, zone)
    expect('ms' in reading ? new Date(reading.ms).toISOString() : reading.fault).toBe(instant)
  })
})

describe('dates that cannot', () => {
  const cases: [text: string, fault: string][] = [
    ['', 'empty text cannot be read as a date'],
    ['+0800', '"+0800" cannot be read as a date'],
    ['yesterday', '"yesterday" cannot be read as a date'],
    ['03/09/2024', '"03/09/2024" is ambiguous: it can be 3 September 2024 or 9 March 2024'],
    ['2024-01/31', '"2024-01/31" cannot be read as a date'],
    ['2024-01-31 10', '"2024-01-31 10" cannot be read as a date'],
    ['2024-01-31 10:00 PST', '"2024-01-31 10:00 PST" cannot be read as a date'],
    ['2024-01-31 10:00 +25:00', '"2024-01-31 10:00 +25:00" cannot be read as a date'],
    ['2024-02-30', '"2024-02-30" does not exist: February 2024 has 29 days'],
    ['2023-02-29', '"2023-02-29" does not exist: February 2023 has 28 days'],
    ['2024-13-01', '"2024-13-01" does not exist'],
    ['2024-01-31 25:00', '"2024-01-31 25:00" does not exist: a day has 24 hours of 60 minutes'],
    ['2024-01-31 10:61', '"2024-01-31 10:61" does not exist: a day has 24 hours of 60 minutes'],
    ['0000-01-01', '"0000-01-01" lies outside the years 1 to 9999'],
    ['9999-12-31 23:00 -0200', '"9999-12-31 23:00 -0200" lies outside the years 1 to 9999'],
  ]
  it.each(cases)('%s', (text, fault) => {
    const reading = readDate(text, 'UTC')
    expect(reading).toMatchObject({ fault })
    expect('hint' in reading && reading.hint).toMatch(/\d{4}-\d{2}-\d{2}/)
  })
})
