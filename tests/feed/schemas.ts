/**
 * The schemas that documents are held to: RFC 4287's in RELAX NG, and one of JSON Feed 1.1.
 */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { RelaxNGValidator, XmlDocument } from 'libxml2-wasm'

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

/** Kept as long as the process: libxml2 frees nothing by itself. */
const atomSchema = RelaxNGValidator.fromDoc(XmlDocument.fromString(read('atom-1.0.rng')))

const ajv = new Ajv2020({ allErrors: true })
formats.default(ajv)
const jsonSchema = ajv.compile(JSON.parse(read('json-feed-1.1.schema.json')))

/** Throws where `xml` is no Atom 1.0 document. */
export function validateAtom(xml: string): void {
  const document = XmlDocument.fromString(xml)
  try {
    atomSchema.validate(document)
  } finally {
    document.dispose()
  }
}

/** Returns what keeps `json` from being a JSON Feed 1.1 document. */
export function jsonFeedErrors(json: string): readonly unknown[] {
  return jsonSchema(JSON.parse(json)) ? [] : (jsonSchema.errors ?? [])
}
