// Macros that stand where the C grammar knows no word: storage classes, attributes, calling conventions of the pinned packages.
const macros = [
  'SQLITE_(PRIVATE|API|NOINLINE|CDECL|INLINE|WINAPI|CALLBACK|SYSAPI|APICALL|STDCALL|EXTERN)',
  '(XML|HTML|XSLT|EXSLT|LIBXML)PUB(FUN|VAR)',
  'XMLCALL|XMLCDECL|LIBXML_(DLL_IMPORT|ATTR_FORMAT\\([^()]*\\)|ATTR_ALLOC_SIZE\\([^()]*\\))',
  'ATTRIBUTE_(UNUSED|PRINTF\\([^()]*\\)|NO_SANITIZE\\([^()]*\\)|DESTRUCTOR)',
  'GRPC(API|_API|_MUST_USE_RESULT)|GPR(API|_API)?_(ATTRIBUTE_\\w+|EXPORT)|GPRAPI|CENSUSAPI',
  'OPENSSL_(EXPORT|INLINE|UNUSED|PRINTF_FORMAT_FUNC\\([^()]*\\))',
  'RD_(UNUSED|INLINE|EXPORT|NORETURN|WARN_UNUSED_RESULT|FORMAT\\([^()]*\\)|SENTINEL|HOT|COLD)',
  'ZSTD(LIB|ERRORLIB)?_(API|STATIC_API|VISIBLE|HIDDEN)|ZSTDLIB_VISIBLE|ZDICTLIB_(API|STATIC_API)|HUF_(PUBLIC_API|ASM_DECL)|FSE_PUBLIC_API|FORCE_(INLINE_TEMPLATE|INLINE_ATTR|NOINLINE|INLINE)',
  'HINT_INLINE|MEM_STATIC|UNUSED_ATTR|BMI2_TARGET_ATTRIBUTE|TARGET_ATTRIBUTE\\([^()]*\\)|DONT_VECTORIZE|ZSTD_(ALLOW_POINTER_OVERFLOW_ATTR|CCTX_UNUSED_ATTR)|HUF_(FAST_)?BMI2_ATTRS',
  'XXH_(PUBLIC_API|FORCE_INLINE|NO_INLINE|PUREF|CONSTF|MALLOCF|RESTRICT)|LZ4(LIB|F?LIB)?_(API|STATIC_API|FORCE_INLINE|FORCE_O2\\w*)|LZ4_?HC_\\w*ATTR',
  'ZEXTERN|ZEXPORTV?A?|ZLIB_INTERNAL|FAR|local(?=\\s+\\w+\\s+\\w+\\s*[(;=])',
  'LCB_(INTERNAL_API|LIBCOUCHBASE_API|LIBCOUCHBASE_INTERNAL_API|API|INLINE)|LIBCOUCHBASE_API|NN_EXPORT|CARES_EXTERN|PB_(UNUSED|INLINE)|checkreturn|pb_byte_t\\s+checkreturn',
  'TRIO_(PUBLIC|PRIVATE)(_\\w+)?|TRIO_(VOLATILE|CONST)|__attribute__\\s*\\(\\([^()]*(\\([^()]*\\))?[^()]*\\)\\)|__extension__|__inline(__)?|__forceinline|__restrict(__)?|INLINE|JEMALLOC_\\w+',
].join('|')

const pattern = new RegExp(`\\b(${macros})(?![\\w(])[ \\t]*`, 'g')
const definition = /^[ \t]*#/

/** C text without the macros that no parser can know (export marks, attributes, calling conventions), so that the functions behind them parse. Preprocessor lines stay as they are. */
export function dropMacros(text: string): string {
  return text
    .split('\n')
    .map((line) => (definition.test(line) ? line : line.replace(pattern, '')))
    .join('\n')
}
