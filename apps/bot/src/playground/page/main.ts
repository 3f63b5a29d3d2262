import { html, render } from 'lit-html'
import { welcome } from './actions.ts'
import { readFlow } from './api.ts'
import { bottom } from './bottom.ts'
import { scrollToNewest } from './chat/chat.ts'
import { freshName, newcomer, showNewcomer } from './chat/newcomer.ts'
import { chatPane } from './chat/pane.ts'
import { detailsPane } from './details/pane.ts'
import { listen } from './feed.ts'
import { flowPane, lightFlow } from './flow/pane.ts'
import { recall, rememberLanguage } from './memory.ts'
import { notice } from './notice.ts'
import { isSideBySide, whenRoomChanges } from './room.ts'
import { change, drawWith, page } from './state.ts'
import { top } from './top.ts'
import { troublePane } from './trouble.ts'
import { wordsIn } from './words.ts'

const app = document.querySelector<HTMLElement>('#app')

recall()
rememberLanguage()
app?.replaceChildren()
drawWith(draw)
whenRoomChanges(change)
draw()

readFlow()
  .then((flow) => change((page) => void (page.flow = flow)))
  .catch((error: Error) => change((page) => void (page.notice = { text: error.message, bad: true })))
if (page.customers.length > 0) listen()
else void welcome({ transport: 'telegram', locale: 'ru', name: freshName('ru') })

// A countdown moves by itself.
setInterval(() => {
  if (page.status?.api.state === 'down') change()
}, 250)

function draw(): void {
  if (!app) return
  const words = wordsIn(page.language)
  document.title = words.title
  app.dataset['view'] = page.view
  if (page.connection === 'opening') app.setAttribute('aria-busy', 'true')
  else app.removeAttribute('aria-busy')
  render(
    html`${top()}
      <main class="panes ${isSideBySide() ? 'side-by-side' : ''}">
        ${chatPane()}
        <div class="middle">${flowPane()}${troublePane()}</div>
        ${detailsPane()}
      </main>
      ${notice()}${bottom()}${newcomer()}`,
    app,
  )
  lightFlow()
  scrollToNewest()
  showNewcomer()
}
