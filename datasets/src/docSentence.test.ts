import { docSentence } from './docSentence.js'

test.each([
  ['java', '/** Gives the number of open files. Never fails. */', 'Gives the number of open files.'],
  [
    'java',
    '/**\n   * Gives the {@link File} that <b>is</b> open,\n   * if any.\n   *\n   * @return the file\n   */',
    'Gives the File that is open, if any.',
  ],
  ['java', '/** Uses several ways, e.g. a cache, to find it. More. */', 'Uses several ways, e.g. a cache, to find it.'],
  ['java', '/**\n * @return the number of open files\n */', undefined],
  ['java', '/** Too short. */', undefined],
  ['java', '/** {@inheritDoc} and some more words */', undefined],
  ['java', '/** TODO say what this does here. */', undefined],
  ['java', '/* Gives the number of open files. */', undefined],
  ['java', '// Gives the number of open files.', undefined],
  ['javascript', '/**\n * Removes all items from it.\n * @param {number} a The first\n */', 'Removes all items from it.'],
  ['c', '/*\n** Return true if the handle is open.\n** Otherwise false.\n*/', 'Return true if the handle is open.'],
  [
    'c',
    '/**\n * xmlParse:\n * @ctxt:  the context\n *\n * Parse the whole document at once.\n *\n * Returns 0\n */',
    'Parse the whole document at once.',
  ],
  ['c', '// Frees every node.\n// Then the list itself is freed.', undefined],
  ['c', '/** @brief Opens the given file. */', 'Opens the given file.'],
  ['c', '/* Copyright (c) 2020 by the authors of this file */', undefined],
] as const)('%s %j gives %j', (language, comment, sentence) => {
  expect(docSentence(comment, language)).toBe(sentence)
})
