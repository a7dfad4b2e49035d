/**
 * Where lines and figures go: Powertools for AWS Lambda writes them to the function's output, the lines as JSON, the
 * figures in CloudWatch's embedded metric format. POWERTOOLS_SERVICE_NAME says what both call the site, and the function's
 * log level what is left out.
 *
 * It is imported when there is something to write: a function starts without it.
 */
import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics } from '@aws-lambda-powertools/metrics'
import { FIGURES, type Figures, type Line } from './log.js'

/** infra/dashboard.yml shows the metrics of this namespace. */
const NAMESPACE = 'Broadsheet'

const logger = new Logger()
const metrics = new Metrics({ namespace: NAMESPACE })

const METHODS = { DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const

export function writeLines(lines: readonly Line[]): void {
  for (const { level, message, facts } of lines) logger[METHODS[level]](message, facts)
}

export function writeFigures(figures: Figures): void {
  for (const name of FIGURES) {
    const unit = name.endsWith('Seconds') ? 'Seconds' : 'Count'
    for (const value of [figures[name]].flat()) metrics.addMetric(name, unit, value)
  }
  metrics.publishStoredMetrics()
}
