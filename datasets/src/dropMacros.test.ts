import { dropMacros } from './dropMacros.js'

test.each([
  ['SQLITE_PRIVATE void sqlite3Free(Vdbe *p){', 'void sqlite3Free(Vdbe *p){'],
  ['static SQLITE_NOINLINE int grow(Mem *p){', 'static int grow(Mem *p){'],
  ['XMLPUBFUN xmlDocPtr XMLCALL xmlParse(void);', 'xmlDocPtr xmlParse(void);'],
  ['static int f(void *ctx ATTRIBUTE_UNUSED, int n) {', 'static int f(void *ctx , int n) {'],
  ['static void f(int a) __attribute__((format(printf, 1, 2)));', 'static void f(int a) ;'],
  ['static RD_INLINE RD_UNUSED int f(int a) {', 'static int f(int a) {'],
  ['FORCE_INLINE_TEMPLATE size_t ZSTD_copy(void)', 'size_t ZSTD_copy(void)'],
  ['#define SQLITE_PRIVATE static', '#define SQLITE_PRIVATE static'],
  ['int SQLITE_PRIVATELY = 1;', 'int SQLITE_PRIVATELY = 1;'],
  ['int local = 1;', 'int local = 1;'],
])('%j becomes %j', (before, after) => {
  expect(dropMacros(before)).toBe(after)
})
