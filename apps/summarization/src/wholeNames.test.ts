import { loadLanguage } from '@codepurify/syntax'
import { wholeNames } from './wholeNames.js'

test.each([
  [
    'a type and a name, told apart by what the body uses',
    'public void on seek ( random seed random , int max value ) { random . next ( max value ) ; seed random . next int ( ) ; }',
    'public void onSeek(random seedRandom, int maxValue) { random.next(maxValue); seedRandom.nextInt(); }',
  ],
  [
    'a constructor and a method that gives something back',
    'public zipf generator ( random r ) { this ( r , num_ ) ; }',
    'public zipfGenerator(random r) { this(r, num_); }',
  ],
  [
    'declarations, also of generic type, and assignments',
    'private static string f ( list < my item > some items ) { string result text = null ; result text = some items . get ( g 0 ) ; return result text ; }',
    'private static string f(list < myItem > someItems) { string resultText = null; resultText = someItems.get(g0); return resultText; }',
  ],
  [
    'keywords that are parts of names',
    'boolean f ( ) { int new gap = num_ ; if ( is null ( this value ) ) { return long . class . equals ( new gap list ( ) ) ; } return new gap == num_ ; }',
    'boolean f() { int newGap = num_; if (isNull(thisValue)) { return Long.class.equals(new gapList()); } return newGap == num_; }',
  ],
  [
    'for and catch, which must declare',
    'void f ( ) throws io exception { try { for ( rf filter filter : values ( ) ) { use ( filter ) ; } } catch ( my exception e ) { throw new io exception ( e ) ; } }',
    'void f() throws ioException { try { for (rfFilter filter : values()) { use(filter); } } catch (myException e) { throw new ioException(e); } }',
  ],
  [
    'operators that were split',
    'int f ( int a ) { return map ( ( x ) - > x > > num_ , list : : size , a [ i ++ ] ) ; }',
    'int f(int a) { return map((x) -> x >> num_, list::size, a[i++]); }',
  ],
  [
    'annotations and type parameters',
    '@ override public static < k extends comparable < k > > void my sort ( final k [ ] all keys ) { }',
    '@ override public static < k extends comparable < k > > void mySort(final k[] allKeys) { }',
  ],
])('%s', async (_, split, whole) => {
  expect(wholeNames(split)).toBe(whole)
  expect((await loadLanguage('java')).parse(whole).parses).toBe(true)
})

test.each(['', ' ', '{', 'new', '@', '( ( (', 'a b c', '> > num_', 'x'.repeat(50_000), 'a ( '.repeat(20_000)])(
  'any text comes back as text',
  (text) => {
    expect(typeof wholeNames(text)).toBe('string')
  },
)
