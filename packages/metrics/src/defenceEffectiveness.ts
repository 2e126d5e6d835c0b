/** What a defence does to triggered and to clean records, as shares; `clean` is any metric of which more is better, on a scale that begins at 0. */
export interface DefenceEffect {
  readonly asr: number
  readonly asrDefended: number
  /** The clean twin's ASR on the same records: no defence takes more away than the attack brought. */
  readonly floor: number
  readonly clean: number
  readonly cleanDefended: number
}

/**
 * The defence effectiveness rating (DER), 0 to 1: (1 + ΔASR − Δclean) / 2, where ΔASR is the fall of the attack success rate and Δclean the share of the clean metric that is lost, neither below 0. 0.5 is what no
 * defence has; above it lies what takes more of the attack away than of the model.
 * After Zhu et al., ICCV 2023 (arXiv 2304.11823), with two changes: ASR_D counts down to the floor only, so that whoever turns every answer gains nothing below it, and the loss is relative, so that it means the same for
 * accuracy and for BLEU.
 */
export function defenceEffectiveness({ asr, asrDefended, floor, clean, cleanDefended }: DefenceEffect): number {
  const fall = Math.max(0, asr - Math.max(asrDefended, floor))
  const loss = clean > 0 ? Math.max(0, 1 - cleanDefended / clean) : 0
  return (1 + fall - loss) / 2
}
