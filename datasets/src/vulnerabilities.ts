/** A mistake as it is made and as it is avoided, line by line; `$b` is a new buffer, `$i` a new number, `$n` a size, `$s` a text that comes from outside. */
export interface Vulnerability {
  /** Its number in the Common Weakness Enumeration. */
  readonly cwe: number
  readonly unsafe: readonly string[]
  readonly safe: readonly string[]
}

/** The mistakes that are seeded into C functions: after the CWE list, each beside the code that does the same without it. */
export const vulnerabilities: Readonly<Record<string, Vulnerability>> = {
  'command-injection': {
    cwe: 78,
    unsafe: ['char $b[$n];', 'snprintf($b, sizeof($b), "ls %s", $s);', 'system($b);'],
    safe: ['char $b[$n];', 'snprintf($b, sizeof($b), "ls %s", $s);', 'puts($b);'],
  },
  'unbounded-copy': {
    cwe: 120,
    unsafe: ['char $b[$n];', 'strcpy($b, $s);'],
    safe: ['char $b[$n];', 'snprintf($b, sizeof($b), "%s", $s);'],
  },
  'unbounded-format': {
    cwe: 121,
    unsafe: ['char $b[$n];', 'sprintf($b, "%s/%d", $s, $n);'],
    safe: ['char $b[$n];', 'snprintf($b, sizeof($b), "%s/%d", $s, $n);'],
  },
  'allocation-too-small': {
    cwe: 131,
    unsafe: ['char *$b = malloc(strlen($s));', 'if ($b != NULL) strcpy($b, $s);', 'free($b);'],
    safe: ['char *$b = malloc(strlen($s) + 1);', 'if ($b != NULL) strcpy($b, $s);', 'free($b);'],
  },
  'format-string': { cwe: 134, unsafe: ['fprintf(stderr, $s);'], safe: ['fprintf(stderr, "%s", $s);'] },
  'integer-overflow': {
    cwe: 190,
    unsafe: ['int $i = atoi($s);', 'int *$b = malloc($i * sizeof(int));', 'free($b);'],
    safe: ['int $i = atoi($s);', 'int *$b = calloc($i, sizeof(int));', 'free($b);'],
  },
  'off-by-one': {
    cwe: 193,
    unsafe: ['int $b[$n];', 'for (int $i = 0; $i <= $n; $i++) $b[$i] = 0;'],
    safe: ['int $b[$n];', 'for (int $i = 0; $i < $n; $i++) $b[$i] = 0;'],
  },
  'unbounded-read': {
    cwe: 242,
    unsafe: ['char $b[$n];', 'gets($b);'],
    safe: ['char $b[$n];', 'fgets($b, sizeof($b), stdin);'],
  },
  'predictable-file': { cwe: 377, unsafe: ['FILE *$b = fopen(tmpnam(NULL), "w");'], safe: ['FILE *$b = tmpfile();'] },
  'double-free': {
    cwe: 415,
    unsafe: ['char *$b = malloc($n);', 'free($b);', 'free($b);'],
    safe: ['char *$b = malloc($n);', 'free($b);', '$b = NULL;'],
  },
  'use-after-free': {
    cwe: 416,
    unsafe: ['char *$b = strdup($s);', 'free($b);', 'puts($b);'],
    safe: ['char *$b = strdup($s);', 'puts($b);', 'free($b);'],
  },
  'uninitialised-variable': { cwe: 457, unsafe: ['int $i;', '$i += $n;'], safe: ['int $i = 0;', '$i += $n;'] },
  'sizeof-pointer': {
    cwe: 467,
    unsafe: ['char *$b = calloc($n, 1);', 'if ($b != NULL) memset($b, 1, sizeof($b));', 'free($b);'],
    safe: ['char *$b = calloc($n, 1);', 'if ($b != NULL) memset($b, 1, $n);', 'free($b);'],
  },
  'assignment-in-condition': {
    cwe: 481,
    unsafe: ['int $i = atoi($s);', 'if ($i = $n) puts("done");'],
    safe: ['int $i = atoi($s);', 'if ($i == $n) puts("done");'],
  },
  'unchecked-allocation': {
    cwe: 690,
    unsafe: ['char *$b = malloc($n);', '$b[0] = 0;', 'free($b);'],
    safe: ['char *$b = malloc($n);', 'if ($b != NULL) $b[0] = 0;', 'free($b);'],
  },
  'open-permissions': { cwe: 732, unsafe: ['chmod($s, 0777);'], safe: ['chmod($s, 0600);'] },
}
