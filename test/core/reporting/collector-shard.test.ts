import { describe, expect, it } from 'vitest'
import {
  collectorName,
  modelOfCollector,
  regionOf,
} from '../../../src/core/reporting/collector-shard.ts'

describe('regionOf', () => {
  it.each([
    [{ continent: 'EU', longitude: '2.35' }, 'weur'],
    [{ continent: 'EU', longitude: '21.01' }, 'eeur'],
    [{ continent: 'NA', longitude: '-122.4' }, 'wnam'],
    [{ continent: 'NA', longitude: '-73.9' }, 'enam'],
    [{ continent: 'SA', longitude: '-46.6' }, 'enam'],
    [{ continent: 'AS', longitude: '139.7' }, 'apac'],
    [{ continent: 'OC', longitude: '151.2' }, 'oc'],
    [{ continent: 'AF', longitude: '3.38' }, 'weur'],
    [{ continent: 'NA' }, 'enam'],
    [{}, 'weur'],
  ])('maps %o to %s', (location, region) => {
    expect(regionOf(location)).toBe(region)
  })
})

describe('collectorName', () => {
  const model = { name: 'chat', collectors: 4 }

  it('picks one of the model’s collectors in the region by the shard hash', () => {
    expect(collectorName(model, 'weur', 0)).toBe('chat/weur/0')
    expect(collectorName(model, 'weur', 0.999)).toBe('chat/weur/3')
  })

  it('contains the name of the model', () => {
    expect(modelOfCollector(collectorName(model, 'oc', 0.5))).toBe('chat')
  })
})
