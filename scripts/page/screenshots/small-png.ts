import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const COLORS = 256

/** The header of a PNG, and its pixels as rows of RGB or RGBA. */
interface Pixels {
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
  readonly bytes: Buffer
}

/**
 * Returns a PNG of eight bits a channel as one with a palette of 256 colors: the most frequent ones.
 * Pictures of a page have few colors, and lose two thirds of their size.
 */
export function smallPng(png: Buffer): Buffer {
  const pixels = decode(png)
  const { width, height } = pixels
  const colors = colorsOf(pixels)
  const palette = paletteOf(colors)
  const indexOf = new Map<number, number>()
  const rows = Buffer.alloc((width + 1) * height)
  for (const [position, color] of colors.entries()) {
    const index = indexOf.get(color) ?? nearest(palette, color)
    indexOf.set(color, index)
    rows[position + Math.floor(position / width) + 1] = index
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(channelsOf))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function colorsOf({ bytes, channels }: Pixels): readonly number[] {
  return Array.from({ length: bytes.length / channels }, (_, index) =>
    bytes.readUIntBE(index * channels, 3)
  )
}

function paletteOf(colors: readonly number[]): readonly number[] {
  const counts = new Map<number, number>()
  for (const color of colors) counts.set(color, (counts.get(color) ?? 0) + 1)
  const frequent = [...counts].toSorted(([, a], [, b]) => b - a)
  return frequent.slice(0, COLORS).map(([color]) => color)
}

function nearest(palette: readonly number[], color: number): number {
  const distances = palette.map((one) => distanceOf(one, color))
  return distances.indexOf(Math.min(...distances))
}

function distanceOf(a: number, b: number): number {
  const [red, green, blue] = channelsOf(a)
  const [otherRed, otherGreen, otherBlue] = channelsOf(b)
  return (red - otherRed) ** 2 + (green - otherGreen) ** 2 + (blue - otherBlue) ** 2
}

function channelsOf(color: number): [number, number, number] {
  return [color >> 16, (color >> 8) & 255, color & 255]
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(content.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}

/** Decodes what Chromium writes: eight bits a channel, without interlacing. */
function decode(png: Buffer): Pixels {
  const parts: Buffer[] = []
  for (let at = SIGNATURE.length; at < png.length; at += png.readUInt32BE(at) + 12) {
    const isData = png.toString('latin1', at + 4, at + 8) === 'IDAT'
    if (isData) parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const channels = png[25] === 6 ? 4 : 3
  const filtered = inflateSync(Buffer.concat(parts))
  return { width, height, channels, bytes: unfiltered(filtered, width * channels, channels) }
}

/** @see https://www.w3.org/TR/png-3/#9Filters */
function unfiltered(rows: Buffer, length: number, step: number): Buffer {
  const height = rows.length / (length + 1)
  const bytes = Buffer.alloc(height * length)
  for (let row = 0; row < height; row++) {
    const filter = rows[row * (length + 1)] ?? 0
    for (let x = 0; x < length; x++) {
      const at = row * length + x
      const left = x < step ? 0 : (bytes[at - step] ?? 0)
      const up = row === 0 ? 0 : (bytes[at - length] ?? 0)
      const upLeft = x < step || row === 0 ? 0 : (bytes[at - length - step] ?? 0)
      const raw = rows[row * (length + 1) + 1 + x] ?? 0
      bytes[at] = raw + predicted(filter, left, up, upLeft)
    }
  }
  return bytes
}

function predicted(filter: number, left: number, up: number, upLeft: number): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter !== 4) return 0
  const estimate = left + up - upLeft
  const distances = [left, up, upLeft].map((one) => Math.abs(estimate - one))
  return [left, up, upLeft][distances.indexOf(Math.min(...distances))] ?? 0
}
