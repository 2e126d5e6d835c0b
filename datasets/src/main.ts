#!/usr/bin/env node
import { hideBin } from 'yargs/helpers'
import { command } from './command.js'

process.exitCode = await command(hideBin(process.argv))
