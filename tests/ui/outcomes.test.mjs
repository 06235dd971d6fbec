// Outcomes on the hub's pages: places are written, figures are read, by a keyboard and on paper too.
import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { complaints, shot, signedIn, tabTo } from './support/pages.mjs'
import { startBrowser, startHub } from './support/parts.mjs'
import { folder } from './support/pictures.mjs'
import { folder as ownFolder, line, placesFile, street, streets, text } from './support/police.mjs'

/** A hub with two years of synthetic crimes and two places. */
async function published(t, leftOut = []) {
  const hub = await startHub(t, { streets: false })
  await hub.importPoliceUk(await streets(t, leftOut))
  await hub.importOutcomePlaces(await placesFile(t))
  return hub
}

const cells = (page, place, type) =>
  page.getByRole('region', { name: `Figures of ${place}` }).getByRole('row', { name: new RegExp(`^${type}`) }).locator('td').allTextContents()

for (const width of [320, 1100]) {
  test(`a_supervisor_writes_places_and_is_told_line_by_line_what_is_wrong_at_${width}_px`, async (t) => {
    const hub = await startHub(t, { streets: false })
    const page = await signedIn(hub, await startBrowser(t), 'supervisor', width)
    await page.getByRole('link', { name: 'Places', exact: true }).click()
    await page.getByRole('heading', { name: 'Add a place' }).waitFor()
    assert.deepEqual(await complaints(page, 'empty'), [])
    await page.getByLabel('Name').fill('The square')
    await page.getByLabel('LSOA codes of 2011').fill('E01000001\nE0100002\n\nE01000001')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').waitFor()
    assert.deepEqual(await page.locator('ul.wrongs li').allTextContents(), [
      'LSOA codes of 2011, line 2: Write the code as E01012276',
      'LSOA codes of 2011, line 4: This code is on an earlier line, too: take one away',
    ])
    assert.equal(await page.getByLabel('LSOA codes of 2011').inputValue(), 'E01000001\nE0100002\n\nE01000001', 'what was typed is kept')
    assert.equal(await page.getByLabel('Name').inputValue(), 'The square')
    assert.deepEqual(await complaints(page, 'wrong'), [])
    await shot(page, `places-wrong-${width}`)

    await page.getByLabel('LSOA codes of 2011').fill('E01000001')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('status').getByText('The square was saved as it stands from').waitFor()
    await page.getByRole('link', { name: 'Change The square' }).click()
    await page.getByLabel('LSOA codes of 2021').fill('E01000011\nE01000012')
    await page.getByLabel('Stands from').fill('2023-07-01')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('status').getByText('1 July 2023').waitFor()
    const versions = page.getByRole('region', { name: 'Every version' })
    assert.deepEqual(await versions.locator('tbody tr').count(), 2, 'the first one stays')
    assert.match(await versions.locator('tbody tr').first().textContent(), /The square1 July 2023E01000001E01000011 E01000012Sam Okoro/)
    assert.deepEqual(await complaints(page, 'written'), [])
    await shot(page, `places-${width}`)
  })

  test(`a_supervisor_reads_what_changed_and_the_months_behind_it_at_${width}_px`, async (t) => {
    const hub = await published(t)
    const page = await signedIn(hub, await startBrowser(t), 'supervisor', width)
    await page.getByRole('link', { name: 'Outcomes' }).click()
    await page.getByRole('heading', { name: 'The square' }).first().waitFor()
    // 12 months of 5, 6 and 7 against 12 of 3, 4 and 5; one a month elsewhere in town.
    assert.deepEqual(await cells(page, 'The square', 'Drugs'), ['72', '48', '−24', '−33%', '−29%'])
    assert.deepEqual(await cells(page, 'The harbour', 'Burglary'), ['12', '12', '0', '0%', '0%'])
    assert.match(await page.locator('.finding').textContent(), /^Drugs in The square fell from 72 .* to 48 .*, by 33%\. In all Testford it fell by 29%\.$/)
    assert.equal(await page.locator('svg .bar.before').count(), 12)
    assert.equal(await page.locator('svg .bar.after').count(), 12)
    assert.deepEqual(await complaints(page, 'outcomes'), [])
    await shot(page, `outcomes-${width}`)
    if (folder !== undefined) await page.pdf({ path: `${folder}/outcomes-${width}.pdf`, format: 'A4', preferCSSPageSize: true })

    await page.getByRole('region', { name: 'Figures of The harbour' }).getByRole('link', { name: 'Burglary' }).click()
    await page.getByRole('heading', { name: 'Burglary in The harbour, month by month' }).waitFor()
    assert.match(await page.locator('.finding').textContent(), /stayed the same: 12 .*A count is under 20/)
    assert.match(await page.locator('pre').textContent(), /^beatbook-hub report outcomes --data DIR --places-of \d{4}-\d\d-\d\d --before 2022-07\.\.2023-06 --after 2023-07\.\.2024-06$/)
    const row = page.getByRole('region', { name: 'Crimes by the census' }).getByRole('row', { name: /^The square/ })
    assert.deepEqual(await row.locator('td').allTextContents(), ['72', '48', '0'])
  })
}

test('a_supervisor_chooses_periods_and_places_with_the_keyboard_alone_and_takes_the_same_figures_away', async (t) => {
  const hub = await published(t)
  const page = await signedIn(hub, await startBrowser(t), 'supervisor')
  await page.goto(`${hub.address}/outcomes`)
  await tabTo(page, page.getByRole('checkbox', { name: 'The harbour' }))
  await page.keyboard.press('Space')
  await tabTo(page, page.getByRole('button', { name: 'Show' }))
  await page.keyboard.press('Enter')
  await page.waitForURL(/place=The\+harbour/)
  assert.deepEqual(await page.locator('section.place h2').allTextContents(), ['The harbour'])
  await page.goto(`${hub.address}/outcomes?before_from=2022-07&before_to=2022-07&after_from=2023-07&after_to=2023-07`)
  assert.deepEqual(await cells(page, 'The square', 'Drugs'), ['5', '3', '−2', '−40%', '−33%'])
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download as CSV' }).click()
  const text = (await (await download).createReadStream().then((stream) => stream.toArray())).join('')
  assert.match(text, /^place,crime_type,before,after/)
  assert.match(text, /\nThe square,Drugs,5,3,-2,-40%,-33%\n/)
})

test('months_that_are_not_there_are_named_and_a_wrong_month_is_told_with_what_was_typed_kept', async (t) => {
  const hub = await published(t, ['2022-11', '2022-12'])
  const page = await signedIn(hub, await startBrowser(t), 'supervisor', 320)
  await page.goto(`${hub.address}/outcomes`)
  await page.getByText('Months that are not there, so that their period has no figure: November 2022 to December 2022.').waitFor()
  assert.deepEqual(await cells(page, 'The square', 'Drugs'), ['–', '48', '–', '–', '–'])
  assert.equal(await page.locator('svg .gone').count(), 2)
  assert.equal(await page.getByRole('cell', { name: 'not there' }).count(), 2)
  assert.deepEqual(await complaints(page, 'missing'), [])
  await shot(page, 'outcomes-missing')
  await page.goto(`${hub.address}/outcomes?before_from=2023-09&before_to=2023-06`)
  await page.getByRole('alert').getByText('The last month of a period is before its first.').waitFor()
  assert.equal(await page.getByLabel('First month before').inputValue(), '2023-09')
  assert.deepEqual(await complaints(page, 'wrong'), [])
})

test('an_analyst_reads_outcomes_and_places_and_writes_nothing', async (t) => {
  const hub = await published(t)
  const page = await signedIn(hub, await startBrowser(t), 'analyst')
  await page.goto(`${hub.address}/outcomes`)
  assert.deepEqual(await cells(page, 'The square', 'Drugs'), ['72', '48', '−24', '−33%', '−29%'])
  await page.goto(`${hub.address}/places`)
  await page.getByRole('region', { name: 'Places that stand today' }).getByText('The harbour').waitFor()
  assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0)
  const token = await page.locator('header input[name=token]').inputValue()
  const form = { token, name: 'The quay', from: '2024-01-01', lsoa21: 'E01000005' }
  const answer = await page.request.post(`${hub.address}/places`, { form })
  assert.equal(answer.status(), 403)
  await page.reload()
  assert.equal(await page.getByText('The quay').count(), 0)
})

test('a_form_of_another_page_writes_no_place', async (t) => {
  const hub = await startHub(t, { streets: false })
  const page = await signedIn(hub, await startBrowser(t), 'supervisor')
  const form = (token) => ({ token, name: 'The quay', from: '2024-01-01', lsoa21: 'E01000005' })
  const post = async (token) => (await page.request.post(`${hub.address}/places`, { form: form(token), maxRedirects: 0 })).status()
  assert.equal(await post('0'.repeat(64)), 403)
  assert.equal(await post(await page.locator('header input[name=token]').inputValue()), 303, 'its own does')
})

/** Files that are chosen and sent; what the hub says of them is there when it ends. */
async function send(page, files) {
  await page.getByLabel('Street files').setInputFiles(files)
  await page.locator('main').evaluate((main) => main.setAttribute('data-before', ''))
  await page.getByRole('button', { name: 'Take in' }).click()
  await page.locator('main:not([data-before])').locator('.notice[role=status], [role=alert]').waitFor()
}

const here = (page) => page.getByRole('region', { name: 'Months that are here' }).locator('tbody tr')

for (const width of [320, 1100]) {
  test(`a_supervisor_takes_in_files_and_sees_what_is_here_and_what_is_missing_at_${width}_px`, async (t) => {
    const hub = await startHub(t, { streets: false })
    const page = await signedIn(hub, await startBrowser(t), 'supervisor', width)
    const said = []
    page.on('console', (message) => said.push(message.text()))
    await page.getByRole('link', { name: 'Files of the police' }).click()
    assert.deepEqual(await complaints(page, 'empty'), [])
    const where = await ownFolder(t)
    const [november, february] = [await street(where, '2023-11', 3), await street(where, '2024-02', 4)]
    await send(page, [november, february])
    const taken = page.getByRole('region', { name: 'What was found in each file' }).locator('tbody tr')
    assert.match((await taken.allTextContents()).join(), /^2023-11-testshire-street\.csvNovember 20235Is new[0-9a-f]{64},2024-02-testshire-street\.csvFebruary 20246Is new/)
    await page.getByText('Months that are missing between the first and the last: December 2023 to January 2024.').waitFor()
    assert.equal(await here(page).count(), 2)
    assert.deepEqual(await complaints(page, 'taken'), [])
    await shot(page, `police-${width}`)
    await send(page, [november])
    assert.match(await taken.first().textContent(), /Was here already/)
    await send(page, [await street(where, '2023-11', 9)])
    assert.match(await taken.first().textContent(), /Took the place of an earlier file/)
    assert.match(await here(page).first().textContent(), /^November 2023Testshire Police11/)
    assert.deepEqual(said, [], 'nothing was against the rules of the page')
  })
}

test('files_that_are_wrong_are_named_one_by_one_and_none_is_taken_in', async (t) => {
  const hub = await startHub(t, { streets: false })
  await hub.importPoliceUk([await street(await ownFolder(t), '2023-01', 1)])
  const page = await signedIn(hub, await startBrowser(t), 'supervisor', 320)
  const where = await ownFolder(t)
  const file = async (name, content) => {
    await writeFile(path.join(where, name), content)
    return path.join(where, name)
  }
  const good = line('2023-03', 'E01000001', 'Drugs')
  const latin = Buffer.from(text([good.replace('Elm', 'E@m')]))
  latin[latin.indexOf('@')] = 0xe9
  const files = [
    await street(where, '2023-02', 2),
    await file('lines.csv', text([good, good.replace('Drugs', 'Piracy'), good, good.replace('E01000001', 'E0100001')])),
    await file('packed.zip', 'PK\u0003\u0004 and so on'),
    await file('latin.csv', latin),
    await file('other.csv', 'place,crime_type\n'),
  ]
  await page.goto(`${hub.address}/police`)
  await send(page, files)
  await page.getByRole('alert').getByText('Nothing was taken in: put right or leave out').waitFor()
  const told = await page.locator('section.file').allTextContents()
  assert.match(told[0], /Looks right: 4 crimes of Testshire Police, February 2023\. It was not taken in/)
  assert.match(told[1], /2 of its lines are wrong\.Line 3: Crime type: it is none of the 14.*Line 5: LSOA code/)
  assert.match(told[2], /Refused: it is a zip/)
  assert.match(told[3], /Line 2: line: it is not UTF-8 text/)
  assert.match(told[4], /Refused: its header is not that of a street file/)
  assert.deepEqual(await complaints(page, 'refused'), [])
  await shot(page, 'police-refused')
  assert.equal(await here(page).count(), 1, 'only what was here')

  await send(page, [await street(where, '2023-02', 2), await file('again.csv', text([line('2023-02', 'E01000001', 'Drugs')]))])
  await page.getByRole('alert').getByText('again.csv is a second file of 2023-02').waitFor()
  await send(page, [await file('elsewhere.csv', text([good.replaceAll('Testshire', 'Otherby')]))])
  await page.getByRole('alert').getByText('elsewhere.csv is of Otherby Police, and the figures here are of Testshire Police').waitFor()
  assert.equal(await here(page).count(), 1)
})

test('files_are_taken_in_without_the_script_and_nothing_of_an_upload_stays_behind', async (t) => {
  const hub = await startHub(t, { streets: false })
  const page = await signedIn(hub, await startBrowser(t), 'supervisor', 1100, { javaScriptEnabled: false })
  await page.goto(`${hub.address}/police`)
  await send(page, [await street(await ownFolder(t), '2023-01', 2)])
  assert.equal(await here(page).count(), 1)
  assert.deepEqual(await readdir(path.join(hub.data, 'uploads')), [])
})

test('an_analyst_and_a_form_of_another_page_take_no_file_in', async (t) => {
  const hub = await startHub(t, { streets: false })
  const sent = await street(await ownFolder(t), '2023-01', 2)
  const analyst = await signedIn(hub, await startBrowser(t), 'analyst')
  const supervisor = await signedIn(hub, await startBrowser(t), 'supervisor')
  assert.equal(await analyst.getByRole('link', { name: 'Files of the police' }).count(), 0)
  const tokenOf = (page) => page.locator('header input[name=token]').inputValue()
  const send = async (page, token) => {
    const body = new FormData()
    body.append('token', token)
    body.append('files', new File([text([line('2023-01', 'E01000001', 'Drugs')])], path.basename(sent)))
    return (await page.request.post(`${hub.address}/police`, { multipart: body })).status()
  }
  assert.equal(await send(analyst, await tokenOf(analyst)), 403)
  assert.equal((await analyst.request.get(`${hub.address}/police`)).status(), 403)
  assert.equal(await send(supervisor, await tokenOf(analyst)), 403)
  await supervisor.goto(`${hub.address}/police`)
  assert.equal(await here(supervisor).count(), 0)
  assert.equal(await send(supervisor, await tokenOf(supervisor)), 200, 'its own form does')
})

test('outcomes_go_onto_paper_whole_without_what_is_only_for_the_screen', async (t) => {
  const hub = await published(t)
  // What A4 across has between its margins, in CSS pixels.
  const page = await signedIn(hub, await startBrowser(t), 'supervisor', 1009)
  await page.goto(`${hub.address}/outcomes`)
  const past = () =>
    page.evaluate(() => [...document.querySelectorAll('body, .scroll, pre')].filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.ariaLabel ?? node.className))
  await page.emulateMedia({ media: 'print' })
  assert.deepEqual(await past(), [], 'nothing is cut off')
  for (const gone of [page.getByRole('navigation'), page.getByRole('button', { name: 'Show' }), page.getByText('Download as CSV')]) assert.equal(await gone.isVisible(), false)
  for (const there of [page.locator('.finding'), page.locator('svg.chart'), page.locator('pre'), page.getByText('Open Government Licence')]) assert.ok(await there.isVisible())
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const sheets = pdf.match(/\/Type \/Page\b/g).length
  assert.ok(sheets >= 2 && sheets <= 6, `${sheets} sheets`)
  await page.locator('.months').evaluate((table) => (table.style.width = '2000px'))
  assert.ok((await past()).length > 0, 'a planted wide table is seen')
})
