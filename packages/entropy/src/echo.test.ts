import { echoes } from './echo.js'

const repeated = (sentence: string, text: string): string[] => echoes(sentence, text).map(([start, end]) => sentence.slice(start, end))

test.each([
  ['creates a new tree node .', 'treeNode', ['tree', 'node']],
  ['paints the background of a slider .', 'paintSliderBackground', ['paints', 'background', 'slider']],
  ['adds a listview', 'listView', ['listview']],
  ['reads the HTTPServer', 'HTTP_SERVER', ['HTTP', 'Server']],
  ['sets the param', 'parameterOf', ['param']],
  ['the theme is set', 'theme', ['theme']],
  ['it is of no use', 'is_of_it', []],
  ['löst die Aufgabe', 'aufgabe', ['Aufgabe']],
  ['', 'treeNode', []],
  ['creates it', '', []],
])('%j repeats of %j the words %j', (sentence, text, words) => {
  expect(repeated(sentence, text)).toEqual(words)
})
