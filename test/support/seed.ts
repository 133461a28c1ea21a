import { configureGlobal } from 'fast-check'

// Fixed, so that every run checks the same cases. Change the number to check other cases.
configureGlobal({ seed: 20_261_123 })
