import type { PaperLanguage } from './paperUnits.js'

const words = (...lines: readonly string[]): ReadonlySet<string> => new Set(lines.join(' ').split(' '))

/** Names that the paper's extractor never takes for a variable: some keywords, and well-known names of the standard library. In alphabetical order. */
const excluded: Readonly<Record<PaperLanguage, ReadonlySet<string>>> = {
  java: words(
    'abstract assert boolean break byte case catch do double else enum extends final finally float for goto if implements import',
    'instanceof int interface long native new package private protected public return short static strictfp super switch throws',
    'transient try void volatile while',
    'ArrayList Boolean Byte Calendar Character Collections Data DateFormat Double Float HashMap HashSet Integer List Long Map Math',
    'Object ParseException Queue Random Set Short SimpleDateFormat String StringBuffer StringBuilder System args main',
  ),
  c: words(
    '__func__ _Alignas _Alignof _Atomic _Bool _Complex _Exit _Generic _Imaginary _IOFBF _IOLBF _Noreturn _Static_assert _Thread_local',
    'abort abs acos aligned_alloc asin at_quick_exit atan atan2 atexit atof atoi atol atoll auto boolalpha break bsearch BUFSIZ cabs',
    'calloc case ceil cerr char cin clearerr clog const continue cos cosh cout cstdio cstdlib cstring dec default defaultfloat div',
    'div_t do double else endl ends enum EOF exit EXIT_FAILURE EXIT_SUCCESS exp extern fabs fclose feof ferror fflush fgetc fgetpos',
    'fgets FILE FILENAME_MAX fill fixed float floor flush fmod fopen FOPEN_MAX for fpos_t fprintf fputc fread free freopen frexp',
    'fscanf fseek fsetpos fstream ftell fwrite getc getchar getenv goto hex hexfloat hypot if inline int internal iomanip ios iosfwd',
    'iostream istream L_tmpnam labs ldexp ldiv ldiv_t left llabs lldiv lldiv_t log log10 long main malloc matherr MB_CUR_MAX mblen',
    'mbstowcs mbtowc memccpy memchr memcmp memcpy memmove mempcpy memset modf noboolalpha noshowbase noshowpoint noshowpos noskipws',
    'nounitbuf nouppercase NULL oct ostream perror poly pow powf precision printf putc putchar puts qsort quick_exit rand RAND_MAX',
    'realloc register remove rename restrict return rewind right scanf scientific SEEK_CUR SEEK_END SEEK_SET setbuf setvbuf short',
    'showbase showpoint showpos signed sin sinh size_t sizeof skipws snprintf sprintf sqrt srand sscanf sstream static stderr stdin',
    'stdio stdout strcat strcat_s strchr strcmp strcoll strcpy strcpy_s strcspn strdup streamoff streampos streamsize strerror',
    'strerror_r string strlcat strlcpy strlen strncat strncmp strncpy strpbrk strrchr strsignal strspn strstr strtod strtof strtok',
    'strtok_r strtol strtold strtoll strtoul strtoull struct strxfrm switch system tan tanh TMP_MAX tmpfile tmpnam typedef ungetc',
    'union unitbuf unsigned uppercase void volatile vprintf vscanf vsnprintf vsprintf vsscanf wcstombs wctomb while width wios ws',
  ),
}

/** Whether the paper's extractor takes the text for a variable: letters, digits and `_` only, and no excluded name. */
export function isPaperName(text: string, language: PaperLanguage): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text) && !excluded[language].has(text)
}
