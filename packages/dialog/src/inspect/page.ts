/** An inspector: the flow with the current state lit, and what happened, by conversation. Takes everything from the socket. */
export function inspectorPage(svg: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Conversations</title>
<style>
  :root { color-scheme: light dark; font-family: system-ui, sans-serif }
  body { margin: 0; padding: 1rem; display: grid; gap: 1rem }
  nav button[aria-pressed='true'] { font-weight: bold }
  ol { margin: 0; padding-left: 2rem; max-height: 40vh; overflow: auto }
  code { white-space: pre-wrap; overflow-wrap: anywhere }
</style>
<nav aria-label="Conversations"></nav>
<main>${svg}</main>
<ol aria-label="Events" reversed></ol>
<script type="module">
  const actors = new Map()
  let chosen
  const pathOf = (value) => typeof value === 'string' ? value : Object.entries(value ?? {}).map(([name, inner]) => name + '.' + pathOf(inner))[0] ?? ''
  const show = () => {
    const { value, lines } = actors.get(chosen) ?? { lines: [] }
    for (const state of document.querySelectorAll('[data-state]')) state.classList.toggle('current', state.dataset.state === pathOf(value))
    document.querySelector('nav').replaceChildren(...[...actors.keys()].map((name) => {
      const button = document.createElement('button')
      button.textContent = name
      button.setAttribute('aria-pressed', String(name === chosen))
      button.onclick = () => { chosen = name; show() }
      return button
    }))
    document.querySelector('ol').replaceChildren(...lines.toReversed().map((line) => {
      const item = document.createElement('li')
      item.append(Object.assign(document.createElement('code'), { textContent: line }))
      return item
    }))
  }
  new WebSocket(location.href.replace('http', 'ws')).onmessage = ({ data }) => {
    const { type, sessionId, snapshot, event } = JSON.parse(data)
    const actor = actors.get(sessionId) ?? { lines: [] }
    if (type === '@xstate.actor') chosen = sessionId
    if (snapshot) actor.value = snapshot.value
    if (type === '@xstate.snapshot') actor.lines.push(JSON.stringify(event) + ' → ' + pathOf(snapshot.value) + ' ' + JSON.stringify(snapshot.context))
    actors.set(sessionId, actor)
    show()
  }
</script>
</html>
`
}
