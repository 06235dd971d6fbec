// Street files as police.uk publishes them, made up: synthetic crimes in a town that does not exist.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const header =
  'Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context'
const places = {
  groups: [
    { name: 'The square', lsoa11: ['E01000001'], lsoa21: ['E01000011'] },
    { name: 'The harbour', lsoa11: ['E01000002'], lsoa21: ['E01000002'] },
  ],
}

export const line = (month, lsoa, type) =>
  `,${month},Testshire Police,Testshire Police,-1.3,54.5,On or near Elm Terrace,${lsoa},Testford 001A,${type},,`

export const text = (lines) => [header, ...lines, ''].join('\n')

/** Months from one to another, both included. */
export function months(from, to) {
  const count = (month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1
  const name = (count) => `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}`
  return Array.from({ length: count(to) - count(from) + 1 }, (_, at) => name(count(from) + at))
}

/** A folder for a test. */
export async function folder(t) {
  const name = await mkdtemp(path.join(tmpdir(), 'beatbook-police-'))
  t.after(() => rm(name, { recursive: true, force: true }))
  return name
}

/** A file of a month: drugs in the square, by the code of the census of its year, and one crime elsewhere. */
export async function street(where, month, drugs) {
  const square = month < '2023-07' ? 'E01000001' : 'E01000011'
  const lines = [...Array(drugs).fill(line(month, square, 'Drugs')), line(month, 'E01000009', 'Drugs'), line(month, 'E01000002', 'Burglary')]
  const name = path.join(where, `${month}-testshire-street.csv`)
  await writeFile(name, text(lines))
  return name
}

/** Two years of crimes, fewer in the second, but for the months that are left out; their names. */
export async function streets(t, leftOut = []) {
  const where = await folder(t)
  const drugs = (at) => (at < 12 ? 5 : 3) + (at % 3)
  const all = months('2022-07', '2024-06').map((month, at) => ({ month, drugs: drugs(at) }))
  const there = all.filter(({ month }) => !leftOut.includes(month))
  return Promise.all(there.map(({ month, drugs }) => street(where, month, drugs)))
}

/** The places, as a file. */
export async function placesFile(t) {
  const name = path.join(await folder(t), 'places.json')
  await writeFile(name, JSON.stringify(places))
  return name
}
