// Runs a piece of instrumentation with one of the trackers, as a shop's server would: the tracker is what npm gives,
// and only its host and write key are ours.
//
// Standard input, one JSON object:
//   sdk      "segment", "segment-2" or "rudder"
//   host     where Patron is
//   key      the write key
//   script   the body of an async function of `analytics`
//   first    optional: how the first requests are answered by a proxy in between, see proxy.mjs; [] only listens
// Standard output, one JSON object:
//   errors   what the tracker reported as not delivered
//   wire     with a proxy: each request with its answer
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startProxy } from './proxy.mjs'

// The packages lie outside the source tree.
const require = createRequire(join(process.env.PATRON_COMPAT_DIR, 'package.json'))

// A tracker that hangs is a failure, not a wait.
const LIMIT_MS = 90_000
setTimeout(() => {
  console.error(`the tracker is not done after ${LIMIT_MS / 1000} s`)
  process.exit(1)
}, LIMIT_MS).unref()

function segment(name) {
  return ({ host, key }, errors) => {
    const { Analytics } = require(name)
    const analytics = new Analytics({ writeKey: key, host })
    analytics.on('error', (error) => errors.push(String(error.reason ?? error.code ?? error)))
    return { analytics, done: () => analytics.closeAndFlush() }
  }
}

function rudder({ host, key }, errors) {
  const module = require('@rudderstack/rudder-sdk-node')
  const Analytics = module.default ?? module
  const errorHandler = (error) => errors.push(String(error.message ?? error))
  const analytics = new Analytics(key, { dataPlaneUrl: host, logLevel: 'none', errorHandler })
  // One flush sends one batch only, and the first event leaves by itself.
  const done = async () => {
    do await analytics.flush().catch(() => {})
    while (analytics.queue.length > 0)
    await analytics.flush().catch(() => {})
  }
  return { analytics, done }
}

const SDKS = { segment: segment('@segment/analytics-node'), 'segment-2': segment('analytics-node-2'), rudder }

const task = JSON.parse(await text(process.stdin))
const proxy = task.first ? await startProxy(task.host, task.first) : undefined
const errors = []
const { analytics, done } = SDKS[task.sdk]({ host: proxy?.origin ?? task.host, key: task.key }, errors)
const AsyncFunction = (async () => {}).constructor
await new AsyncFunction('analytics', task.script)(analytics)
await done()
proxy?.close()
// Not by process.exit, which could cut a long answer; the timers of a tracker must not keep the program either.
process.stdout.write(JSON.stringify({ errors, wire: proxy?.wire ?? [] }), () => process.exit(0))
