// @ts-check
/**
 * @file Opens a report in Chromium, in light and in dark, says whether anything is wrong with it (an error on the page, a request to the network, a page wider than the window), and writes pictures of its parts:
 * npm run look -- runs/program-repair/report.html pictures. CHROMIUM names the browser; by default it is /usr/bin/chromium.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

/** Parts of a page that have a picture, each with how it is found. */
const parts = {
  results: 'h2:has-text("Results") ~ div.wide',
  published: 'h2:has-text("Beside the published table") ~ div.wide',
  sweep: 'figure:has([aria-label^="ASR and ASR_D"])',
  histogram: 'figure:has([aria-label^="Histogram"])',
  roc: 'figure:has([aria-label^="ROC"])',
  record: 'details.record',
}

const [file, folder] = process.argv.slice(2)
if (!file || !folder) {
  console.error('expected a report and a folder for its pictures: npm run look -- runs/TASK/report.html FOLDER')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
let wrong = 0
try {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) wrong += await look(colorScheme)
} finally {
  await browser.close()
}
process.exitCode = wrong > 0 ? 1 : 0

/**
 * Looks at the page in one colour scheme; gives how many things are wrong.
 * @param {'light' | 'dark'} colorScheme
 */
async function look(colorScheme) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme })
  /** @type {string[]} */
  const faults = []
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`))
  page.on('request', (request) => request.url().startsWith('file:') || faults.push(`asks the network: ${request.url()}`))
  await page.goto(pathToFileURL(resolve(file ?? '')).href)
  const [inner, outer] = await page.evaluate('[document.documentElement.scrollWidth, window.innerWidth]')
  if (inner > outer) faults.push(`the page is ${inner} pixels wide in a window of ${outer}`)
  for (const [name, selector] of Object.entries(parts)) {
    const found = page.locator(selector).first()
    if ((await found.count()) === 0) continue
    if (name === 'record') await found.evaluate((details) => details.setAttribute('open', ''))
    await found.screenshot({ path: join(folder ?? '', `${name}-${colorScheme}.png`) })
  }
  console.log(`${colorScheme}: ${faults.length === 0 ? 'nothing wrong' : faults.join('; ')}`)
  await page.close()
  return faults.length
}
