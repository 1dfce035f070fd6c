// A reverse proxy between a tracker and Patron that writes down what passes, and that can be in the way first.
//
// `first` says what happens to the first requests, one entry each; later ones are handed on:
//   {"status": 429, "headers": {"retry-after": "1"}}   answered here; Patron never sees it
//   {"lost": true}                                      handed on, but the answer is lost on its way
import http from 'node:http'
import { buffer } from 'node:stream/consumers'

// Those of a connection, not of a message.
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'host']

function without(headers, names) {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))
}

/** The whole answer of Patron to this request. */
function handOn(target, { method, url, headers }, body) {
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...without(headers, HOP_BY_HOP), 'content-length': body.length } }
    const request = http.request(new URL(url, target), options, async (answer) => {
      resolve({ status: answer.statusCode, headers: answer.headers, body: await buffer(answer) })
    })
    request.on('error', reject)
    request.end(body)
  })
}

function parsed(body) {
  try {
    return JSON.parse(body.toString())
  } catch {
    return null
  }
}

/** Starts one on a free port. */
export async function startProxy(target, first) {
  const plan = [...first]
  const wire = []
  const server = http.createServer(async (request, response) => {
    const at = Date.now()
    // Taken now, in the order of arrival, not after the body.
    const step = plan.shift()
    const seen = { at, url: request.url, headers: request.headers, status: null, answer: null }
    wire.push(seen)
    try {
      const body = await buffer(request)
      if (step?.status) {
        seen.status = step.status
        response.writeHead(step.status, step.headers).end()
        return
      }
      const answer = await handOn(target, request, body)
      seen.status = answer.status
      seen.answer = parsed(answer.body)
      if (step?.lost) request.socket.destroy()
      else response.writeHead(answer.status, without(answer.headers, HOP_BY_HOP)).end(answer.body)
    } catch (error) {
      seen.answer = String(error)
      response.destroy()
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { origin: `http://127.0.0.1:${server.address().port}`, wire, close }
}
