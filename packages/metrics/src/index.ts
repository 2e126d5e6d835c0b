/** @file Metrics: how much is a number worth, and how sure are we of it. */
export { random, type Random } from './random.js'
