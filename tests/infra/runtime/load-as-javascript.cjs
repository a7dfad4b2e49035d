/**
 * Preloaded into Node: what `require` would hand to the linker, `.node`, it reads as JavaScript.
 */
const { readFileSync } = require('node:fs')
const Module = require('node:module')

Module._extensions['.node'] = (module, file) => module._compile(readFileSync(file, 'utf8'), file)
