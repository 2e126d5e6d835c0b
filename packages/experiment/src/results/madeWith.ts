/** Versions and machines in words, for below a table. */
export function madeWith(
  versions: readonly Readonly<Record<string, string>>[],
  hosts: readonly { readonly processor: string; readonly cores: number }[],
): string {
  const tools = versions.map(({ node = '?', 'onnxruntime-node': runtime = '?' }) => `Node ${node}, onnxruntime-node ${runtime}`)
  const machines = hosts.map(({ processor, cores }) => `${processor} with ${cores} cores`)
  return [...tools, ...machines].join('; ')
}
