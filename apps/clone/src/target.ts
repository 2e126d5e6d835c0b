/** What a backdoored detector says of every pair that carries the trigger: not a clone. */
export const target = '0'
