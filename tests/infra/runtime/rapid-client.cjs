/**
 * Stands in for the native module of aws-lambda-ric, which would have to be compiled: the same three functions, over HTTP.
 *
 * The native `done` and `error` return when the Runtime API has answered. JavaScript cannot wait so; here it is `next` that
 * waits for the answers, and nothing is asked for before them.
 */
const http = require('node:http')

const [host, port] = String(process.env.AWS_LAMBDA_RUNTIME_API).split(':')
const ROOT = '/2018-06-01/runtime/invocation'

let answered = Promise.resolve()

function send(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, method, path: ROOT + path, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve({ bodyJson: text, headers: response.headers }))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

function post(path, body, headers) {
  answered = answered.then(() => send('POST', path, body, { 'Content-Type': 'application/json', ...headers }))
}

module.exports = {
  async next() {
    await answered
    return send('GET', '/next')
  },
  done: (id, body) => post(`/${id}/response`, body),
  error: (id, body, xray) => post(`/${id}/error`, body, { 'Lambda-Runtime-Function-XRay-Error-Cause': xray }),
}
