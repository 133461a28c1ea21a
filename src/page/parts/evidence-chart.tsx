import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { EvidenceSample } from '../data/shapes.ts'
import { axisTop, columnsOf, timeLabelsOf } from '../logic/evidence-points.ts'
import type { Decision } from '../logic/history-words.ts'
import { drawDecisions, drawThreshold, type ChartInks } from './chart-drawings.ts'

const HEIGHT = 240

interface EvidenceChartProps {
  readonly samples: readonly EvidenceSample[]
  readonly decisions: readonly Decision[]
  readonly from: number
  readonly until: number
}

/** The chart. What it shows is in the table beside it too. */
export function EvidenceChart(props: EvidenceChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | undefined>(undefined)
  const shown = useRef(props)
  shown.current = props

  useEffect(() => {
    const element = box.current
    if (element === null) return
    const draw = () => {
      chart.current?.destroy()
      chart.current = new uPlot(optionsOf(element, shown), dataOf(shown.current), element)
    }
    draw()
    const resized = new ResizeObserver(() =>
      chart.current?.setSize({ width: element.clientWidth, height: HEIGHT })
    )
    resized.observe(element)
    // A canvas does not follow the colors of the style sheet by itself.
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    scheme.addEventListener('change', draw)
    return () => {
      resized.disconnect()
      scheme.removeEventListener('change', draw)
      chart.current?.destroy()
      chart.current = undefined
    }
  }, [])

  useEffect(() => {
    chart.current?.setData(dataOf(props))
  }, [props.samples, props.until, props.decisions])

  return <div ref={box} class="chart" aria-hidden="true" />
}

function dataOf({ samples }: EvidenceChartProps): uPlot.AlignedData {
  const { times, blue, green } = columnsOf(samples)
  return [times, blue, green]
}

function optionsOf(
  element: HTMLElement,
  shown: { readonly current: EvidenceChartProps }
): uPlot.Options {
  const inks = inksOf(element)
  const axis = {
    stroke: inks.soft,
    font: inks.font,
    grid: { stroke: inks.line, width: 1 },
    ticks: { show: false },
  }
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    padding: [8, 20, 0, 0],
    scales: {
      x: { time: true, range: () => [shown.current.from / 1000, shown.current.until / 1000] },
      y: { range: () => [0, axisTop(shown.current.samples)] },
    },
    axes: [
      { ...axis, size: 28, space: 80, values: (_, splits) => timeLabelsOf(splits) },
      {
        ...axis,
        size: 56,
        values: (_, splits) => splits.map((part) => `${Math.round(part * 100)} %`),
      },
    ],
    series: [{}, lineOf('blue', inks.blue), lineOf('green', inks.green)],
    hooks: {
      draw: [
        (plot) => {
          drawThreshold(plot, inks)
          drawDecisions(plot, shown.current.decisions, inks)
        },
      ],
    },
  }
}

function lineOf(label: string, stroke: string): uPlot.Series {
  return { label, stroke, width: 2, spanGaps: false, points: { show: false } }
}

/** Returns the colors of the style sheet. A canvas needs them as values. */
function inksOf(element: HTMLElement): ChartInks {
  const probe = document.createElement('span')
  element.append(probe)
  const inkOf = (name: string) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const inks = {
    blue: inkOf('blue'),
    green: inkOf('green'),
    danger: inkOf('danger'),
    soft: inkOf('soft'),
    ink: inkOf('ink'),
    line: inkOf('line'),
    card: inkOf('card'),
    font: `12px ${getComputedStyle(element).fontFamily}`,
  }
  probe.remove()
  return inks
}
