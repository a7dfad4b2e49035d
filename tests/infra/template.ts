/**
 * The packaged CloudFormation template, and how to read it: references are written out in angle brackets, so
 * that every value is plain text, such as `<ContentBucket.Arn>/*`.
 */

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>
  readonly Conditions: Readonly<Record<string, unknown>>
}

export interface Resource {
  readonly Type: string
  readonly DependsOn?: string | readonly string[]
  readonly DeletionPolicy?: string
  readonly Condition?: string
  readonly Properties: Readonly<Record<string, unknown>> & {
    readonly PolicyDocument?: PolicyDocument
    readonly Policies?: readonly { readonly PolicyDocument: PolicyDocument }[]
    readonly ManagedPolicyArns?: readonly string[]
  }
}

interface PolicyDocument {
  readonly Statement: readonly Statement[]
}

export interface Statement {
  readonly Effect: 'Allow' | 'Deny'
  readonly Action: string | readonly string[]
  readonly Resource: string | readonly string[]
  readonly Principal?: string | Readonly<Record<string, unknown>>
  readonly Condition?: Readonly<Record<string, unknown>>
}

/** Returns the template as CloudFormation would take it: conditions decided, and references written out. */
export function writeOut(template: Template): Template {
  const { Resources, Outputs, Conditions } = template
  const holding = new Set(Object.keys(Conditions).filter((name) => value(Conditions[name], new Set()) === true))
  const made = Object.entries(Resources).filter(
    ([, { Condition }]) => Condition === undefined || holding.has(Condition),
  )
  const written = value({ Resources: Object.fromEntries(made), Outputs }, holding)
  return { ...template, ...(written as Pick<Template, 'Resources' | 'Outputs'>) }
}

/** Returns `node` written out, or undefined where it is to be left away. */
function value(node: unknown, holding: ReadonlySet<string>): unknown {
  if (Array.isArray(node)) return node.map((item) => value(item, holding)).filter((item) => item !== undefined)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node)
  const [[name, argument] = []] = entries
  switch (entries.length === 1 ? name : undefined) {
    case 'Ref':
      return argument === 'AWS::NoValue' ? undefined : `<${argument}>`
    case 'Fn::GetAtt':
      return `<${argument.join('.')}>`
    case 'Fn::Sub':
      return argument.replace(/\$\{([^}]+)\}/g, '<$1>')
    case 'Fn::Join':
      return (value(argument[1], holding) as string[]).join(argument[0])
    case 'Fn::If':
      return value(holding.has(argument[0]) ? argument[1] : argument[2], holding)
    case 'Fn::Not':
      return !value(argument[0], holding)
    case 'Fn::Equals':
      return value(argument[0], holding) === value(argument[1], holding)
    default: {
      const written = entries.map(([key, item]) => [key, value(item, holding)])
      return Object.fromEntries(written.filter(([, item]) => item !== undefined))
    }
  }
}

/** Returns the names that `resource`, written out, refers to, its `DependsOn` among them. */
export function references(resource: Resource): string[] {
  const named = [...JSON.stringify(resource).matchAll(/<([A-Za-z0-9:]+)(?:\.[A-Za-z.]+)?>/g)].map(([, name]) => name)
  return [...new Set([resource.DependsOn ?? [], named].flat())].filter((name) => name !== undefined)
}

/** Returns `allowed` as lines of `action resource`, sorted. */
export function allowedPairs(statements: readonly Statement[]): string[] {
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${resource}`)),
    )
    .sort()
}

/** Returns all statements of the template's policies, of roles and resources alike, with the resource they stand in. */
export function statementsOf(template: Template): { readonly name: string; readonly statement: Statement }[] {
  return Object.entries(template.Resources).flatMap(([name, { Properties }]) =>
    [Properties.PolicyDocument, ...(Properties.Policies ?? []).map(({ PolicyDocument }) => PolicyDocument)].flatMap(
      (document) => (document?.Statement ?? []).map((statement) => ({ name, statement })),
    ),
  )
}
