import { betterThanOurs, compare, falseTable, faultTable } from './compare.ts'
console.time('c')
const c = compare(Number(process.argv[2] ?? 2), process.argv[3])
console.log(faultTable(c))
console.log(falseTable(c))
console.log(betterThanOurs(c))
console.timeEnd('c')
