/**
 * Holds a template to AWS's own schemas of its resources, as the package of the CDK brings them: types of resources,
 * names and types of properties, what is required, and which attributes a resource has.
 */
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec'
import type { Template } from './template.js'

type Schemas = Awaited<ReturnType<typeof loadAwsServiceSpec>>
type Properties = NonNullable<ReturnType<typeof schemaOf>>['properties']
type PropertyType = Properties[string]['type']

/** Returns a line for everything in `template` that AWS would refuse. */
export async function schemaFaults(template: Template): Promise<string[]> {
  const schemas = await loadAwsServiceSpec()
  return Object.entries(template.Resources).flatMap(([name, { Type, Properties }]) => {
    const schema = schemaOf(schemas, Type)
    if (schema === undefined) return [`${name}: there is no ${Type}`]
    return [
      ...propertyFaults(schemas, Properties, schema.properties, name),
      ...attributesUsed(Properties)
        .filter(([of, attribute]) => {
          const type = template.Resources[of]?.Type
          return type === undefined || !(attribute in (schemaOf(schemas, type)?.attributes ?? {}))
        })
        .map((path) => `${name}: there is no attribute ${path.join('.')}`),
    ]
  })
}

function schemaOf(schemas: Schemas, type: string) {
  return schemas.lookup('resource', 'cloudFormationType', 'equals', type)[0]
}

function propertyFaults(schemas: Schemas, value: object, schema: Properties, path: string): string[] {
  const missing = Object.keys(schema).filter((name) => schema[name]?.required === true && !(name in value))
  const faults = Object.entries(value).flatMap(([name, item]) => {
    const type = schema[name]?.type
    return type === undefined ? [`${path}: there is no ${name}`] : typeFaults(schemas, item, type, `${path}.${name}`)
  })
  return [...missing.map((name) => `${path}: ${name} is missing`), ...faults]
}

function typeFaults(schemas: Schemas, value: unknown, type: PropertyType, path: string): string[] {
  const fault = `${path}: expected ${type.type}, found ${JSON.stringify(value)}`
  if (typeof value === 'object' && value !== null) {
    const [name = '', argument] = Object.entries(value)[0] ?? []
    if (name === 'Fn::If') return [argument[1], argument[2]].flatMap((item) => typeFaults(schemas, item, type, path))
    if (name === 'Ref' || name.startsWith('Fn::')) return []
  }
  switch (type.type) {
    case 'string':
    case 'boolean':
      return typeof value === type.type ? [] : [fault]
    case 'integer':
    case 'number':
      return typeof value === 'number' ? [] : [fault]
    case 'array':
      if (!Array.isArray(value)) return [fault]
      return value.flatMap((item, index) => typeFaults(schemas, item, type.element, `${path}[${index}]`))
    case 'ref': {
      if (typeof value !== 'object' || value === null) return [fault]
      return propertyFaults(schemas, value, schemas.get('typeDefinition', type.reference).properties, path)
    }
    default:
      // Policies and the like are free-form JSON.
      return []
  }
}

/** Returns resource and attribute of each `Fn::GetAtt`, and of each `${Resource.Attribute}` in an `Fn::Sub`. */
function attributesUsed(node: unknown): [string, string][] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([name, item]): [string, string][] => {
    if (name === 'Fn::GetAtt') return [[item[0], item[1]]]
    if (name !== 'Fn::Sub') return attributesUsed(item)
    return [...String(item).matchAll(/\$\{(\w+)\.([\w.]+)\}/g)].map(([, of = '', attribute = '']) => [of, attribute])
  })
}
