import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { smallPng } from '../../scripts/page/screenshots/small-png.ts'

const SIGNATURE = '89504e470d0a1a0a'

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), content])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(content.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** Returns a PNG of RGB from its rows, each with its filter. */
function png(width: number, rows: readonly (readonly number[])[]): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(rows.length, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from(SIGNATURE, 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Returns the content of a chunk. */
function contentOf(image: Buffer, type: string): Buffer {
  const at = image.indexOf(type, 0, 'latin1')
  return image.subarray(at + 4, at + 4 + image.readUInt32BE(at - 4))
}

/** Returns the colors of the pixels of a PNG with a palette, row by row. */
function colorsOf(image: Buffer, width: number): readonly (readonly string[])[] {
  const palette = contentOf(image, 'PLTE').toString('hex').match(/.{6}/g) ?? []
  const rows = inflateSync(contentOf(image, 'IDAT'))
  return Array.from({ length: rows.length / (width + 1) }, (_, row) =>
    Array.from(
      rows.subarray(row * (width + 1) + 1, (row + 1) * (width + 1)),
      (index) => palette[index] ?? ''
    )
  )
}

it('keeps the colors of a picture with few of them, whatever the filter of a row', () => {
  const red = [0xff, 0, 0]
  const image = png(2, [
    [0, ...red, 0, 0, 0xff],
    [1, ...red, 0, 0, 0],
    [2, 0, 0, 0, 0, 1, 0],
    [3, 0x80, 0, 0, 0, 0x80, 0],
    [4, 0, 0, 0, 1, 0, 0],
  ])

  expect(colorsOf(smallPng(image), 2)).toEqual([
    ['ff0000', '0000ff'],
    ['ff0000', 'ff0000'],
    ['ff0000', 'ff0100'],
    ['ff0000', 'ff8000'],
    ['ff0000', '008000'],
  ])
})

it('takes the nearest of the 256 most frequent colors for the others', () => {
  const grays = Array.from({ length: 256 }, (_, value) => [value, value, value])
  const image = png(257, [
    [0, ...grays.flat(), 9, 9, 8],
    [0, ...grays.flat(), 9, 9, 9],
  ])

  const [first] = colorsOf(smallPng(image), 257)

  expect(first?.[255]).toBe('ffffff')
  expect(first?.[256]).toBe('090909')
})
