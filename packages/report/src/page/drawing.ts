import type * as Library from '@observablehq/plot'
import { html, trusted, type Markup } from './markup.js'

/** Draws a chart as inline SVG, without a browser. */
export interface Drawing {
  readonly plot: typeof Library
  /** `title` is what is read out in the drawing's place. */
  svg(options: Library.PlotOptions, title: string): Markup
}

/** Loads the chart library and the document that it draws in; only who draws pays for them. */
export async function openDrawing(): Promise<Drawing> {
  const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')])
  const { document } = parseHTML('<!doctype html><html><body></body></html>') as unknown as {
    readonly document: Library.PlotOptions['document']
  }
  return {
    plot,
    svg: (options, title) => {
      const drawn = plot.plot({ ...options, document } as Library.PlotOptions) as unknown as Drawn
      return html`<div role="img" aria-label="${title}">${trusted(drawn.outerHTML)}</div>`
    },
  }
}

interface Drawn {
  readonly outerHTML: string
}
