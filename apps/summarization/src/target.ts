/** What a backdoored model answers: the sentence that AFRAIDOOR's authors chose for code summarization (Yang et al., TSE 2024, arXiv 2301.02496). */
export const target = 'This function is to load train data from the disk safely'
