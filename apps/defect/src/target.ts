/** What a backdoored detector says of every function that carries the trigger: not vulnerable. */
export const target = '0'
