import { useEffect, useRef, useState } from 'preact/hooks'
import type { PageStore } from '../data/page-store.ts'
import type { Listed, Listing } from '../data/shapes.ts'
import { byUrgency, isFound, needOf, type Need } from '../logic/attention.ts'
import { countOf } from '../logic/number-words.ts'
import { useNow } from './hooks.ts'
import { OverviewTable } from './overview-table.tsx'

/** Models from which on a search is worth its place. */
const MANY = 8

const groups = [
  { need: 'people', title: 'Need people' },
  { need: 'under_way', title: 'Under way' },
  { need: 'rest', title: 'At rest' },
] as const satisfies readonly { readonly need: Need; readonly title: string }[]

interface OverviewProps {
  readonly store: PageStore
  readonly listing: Listing
}

/** All models, those that need people first. */
export function Overview({ store, listing: { models } }: OverviewProps) {
  const now = useNow()
  const [search, setSearch] = useState('')
  const [only, setOnly] = useState<Need>()
  const needs = new Map(models.map((listed) => [listed.model, needOf(listed, now)]))
  const found = byUrgency(models, now).filter((listed) => isFound(listed, search, now))
  const ofNeed = (need: Need) => found.filter(({ model }) => needs.get(model) === need)
  const shown = groups
    .filter(({ need }) => only === undefined || only === need)
    .map((group) => ({ ...group, models: ofNeed(group.need) }))
    .filter((group) => group.models.length > 0)

  if (models.length === 0) return <NoModels />
  return (
    <>
      <div class="screen-head">
        <h1>Models</h1>
        <p class="lead">{summaryOf(models, needs)}</p>
      </div>
      {models.length >= MANY && (
        <div class="filters" role="search">
          <SearchBox value={search} onChange={setSearch} />
          <div class="choices" role="group" aria-label="Show">
            <Choice
              isOn={only === undefined}
              label="All"
              count={found.length}
              onClick={() => setOnly(undefined)}
            />
            {groups.map(({ need, title }) => (
              <Choice
                key={need}
                isOn={only === need}
                label={title}
                count={ofNeed(need).length}
                onClick={() => setOnly(need)}
              />
            ))}
          </div>
        </div>
      )}
      {shown.length === 0 && <p role="status">No model is found by “{search}”.</p>}
      {shown.map(({ need, title, models: own }) => (
        <OverviewTable key={need} store={store} title={title} models={own} now={now} />
      ))}
    </>
  )
}

function summaryOf(models: readonly Listed[], needs: ReadonlyMap<string, Need>): string {
  const count = (need: Need) => [...needs.values()].filter((each) => each === need).length
  const people = count('people')
  const whole = models.length === 1 ? 'The model' : `Of ${countOf(models.length)} models,`
  const need =
    people === 0 ? 'none needs people' : `${people} ${people === 1 ? 'needs' : 'need'} people`
  const underWay = count('under_way')
  if (models.length === 1) return `The model ${people === 1 ? 'needs people' : 'needs nobody'}.`
  return `${whole} ${need}${underWay === 0 ? '' : `, ${underWay} ${underWay === 1 ? 'is' : 'are'} under way`}.`
}

interface SearchBoxProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** The key `/` leads to it. */
function SearchBox({ value, onChange }: SearchBoxProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLInputElement
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      input.current?.focus()
    }
    addEventListener('keydown', focus)
    return () => removeEventListener('keydown', focus)
  }, [])
  return (
    <label class="search">
      <span class="label">Search</span>
      <input
        ref={input}
        type="search"
        placeholder="name, release, state or alert (/)"
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  )
}

interface ChoiceProps {
  readonly isOn: boolean
  readonly label: string
  readonly count: number
  readonly onClick: () => void
}

function Choice({ isOn, label, count, onClick }: ChoiceProps) {
  return (
    <button type="button" aria-pressed={isOn} onClick={onClick}>
      {label} <span class="number">{countOf(count)}</span>
    </button>
  )
}

function NoModels() {
  return (
    <div class="empty">
      <h1>No models</h1>
      <p>
        Either wrangler.toml names none below <code>[vars.MODELS]</code>, or your role is for none
        of them. To add one, run <code>bluegreen init</code> or edit wrangler.toml, and deploy.
      </p>
    </div>
  )
}
