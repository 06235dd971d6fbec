// How far an upload is. The form works without this: it then shows nothing until the answer is there.
'use strict'

function tell(text) {
  document.getElementById('progress').textContent = text
}

/** The page that the hub answered, in the place of this one's content. */
function show(text) {
  const answer = new DOMParser().parseFromString(text, 'text/html')
  const main = answer.querySelector('main')
  if (main === null) return tell('The hub did not answer as it should. Load this page again, and see whether the files are here.')
  document.title = answer.title
  document.querySelector('main').replaceWith(main)
  main.focus()
  window.scrollTo(0, 0)
}

document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.id !== 'upload') return
  event.preventDefault()
  const button = form.querySelector('button')
  const request = new XMLHttpRequest()
  request.upload.addEventListener('progress', ({ loaded, total }) => tell(`Sending: ${Math.floor((100 * loaded) / Math.max(total, 1))}%`))
  request.upload.addEventListener('load', () => tell('Sent. The hub reads the files.'))
  request.addEventListener('load', () => show(request.responseText))
  request.addEventListener('error', () => {
    button.disabled = false
    tell('The files did not get through, and nothing was taken in. Try again.')
  })
  button.disabled = true
  tell('Sending: 0%')
  request.open('POST', form.getAttribute('action'))
  request.send(new FormData(form))
})
