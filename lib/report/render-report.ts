/**
 * The report's documents: the same report for programs and for people.
 *
 * Pure: no clock, no randomness, no I/O. The same report gives the same bytes.
 */
import type { Report, ReportDocument } from './report.js'
import { renderStatusJson } from './status-json.js'
import { renderStatusPage } from './status-page.js'

/** Returns the documents of `report`. */
export function renderReport(report: Report): readonly ReportDocument[] {
  return [
    { name: 'status.json', contentType: 'application/json; charset=utf-8', body: renderStatusJson(report) },
    { name: 'status.html', contentType: 'text/html; charset=utf-8', body: renderStatusPage(report) },
  ]
}
