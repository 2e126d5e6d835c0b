import { activationClustering } from './activationClustering.js'
import { alwaysOtherLabel } from './alwaysOtherLabel.js'
import { codeDetector } from './codeDetector.js'
import { codePurify } from './codePurify.js'
import { codePurifyPaper } from './codePurifyPaper.js'
import type { Defence } from './defence.js'
import { none } from './none.js'
import { onion } from './onion.js'
import { oseql } from './oseql.js'
import { spectralSignatures } from './spectralSignatures.js'

/** Every defence, by the name that options and tables use. */
export const defences = {
  none,
  codepurify: codePurify,
  'codepurify-paper': codePurifyPaper,
  'spectral-signatures': spectralSignatures,
  'activation-clustering': activationClustering,
  codedetector: codeDetector,
  onion,
  oseql,
  'always-other-label': alwaysOtherLabel,
} as const satisfies Record<string, Defence>

/** The name of a defence. */
export type DefenceName = keyof typeof defences

/** The defence of a name. Throws a RangeError that lists the known ones. */
export function defence(name: string): Defence {
  if (!Object.hasOwn(defences, name)) throw new RangeError(`No defence "${name}". Known defences: ${Object.keys(defences).join(', ')}`)
  return defences[name as DefenceName]
}
