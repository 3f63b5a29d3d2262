import { mkdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runningBot, startBot } from './bot.ts'
import { findChromium } from './chromium.ts'
import { launch, visit, words } from './visitor.ts'

/** `pnpm screenshots`: the playground in the middle of an order, into docs/pictures. `--url` names a playground that runs. */
const folder = fileURLToPath(new URL('../../../docs/pictures', import.meta.url))
const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]
const schemes = ['light', 'dark'] as const

const { values } = parseArgs({ options: { url: { type: 'string' } } })
const executable = findChromium()
if (executable === undefined) {
  process.stderr.write('Cannot take screenshots: no Chromium on PATH (apt-get install chromium, or set CHROMIUM)\n')
  process.exit(1)
}
const bot = values.url === undefined ? await startBot() : runningBot(values.url)
const browser = await launch(executable)
mkdirSync(folder, { recursive: true })
try {
  for (const colorScheme of schemes) {
    for (const size of sizes) {
      const visitor = await visit(browser, bot.url, { ...size, colorScheme, reducedMotion: 'reduce' })
      await visitor.say('Здравствуйте! Нужно 2 бутыли воды')
      await visitor.say('Токтогула 125, кв 4')
      await visitor.page.locator(words).fill('0555 123 456')
      if (size.width > 940) await visitor.replyTo(() => visitor.trouble('Webhook twice'))
      else await visitor.replyTo(() => visitor.page.locator(words).press('Enter'))
      await visitor.isIn('ordering.waitingConfirmation')
      await visitor.page.locator('#panel .turn').nth(2).waitFor({ state: 'attached' })
      await visitor.page.locator(words).blur()
      await visitor.page.mouse.move(0, 0)
      // What the diagram glides to, and what is read after the last step.
      await visitor.page.waitForTimeout(700)
      const take = async (name: string) => {
        const path = `${folder}/playground${name}-${colorScheme}-${size.width}x${size.height}.png`
        await visitor.page.screenshot({ path })
        process.stdout.write(`${path} ${Math.round(statSync(path).size / 1024)} KB\n`)
      }
      await take('')
      if (size.width <= 940) {
        await visitor.page.locator('button[data-view=flow]').click()
        await visitor.page.waitForTimeout(700)
        await take('-flow')
      } else {
        await visitor.addCustomer({ locale: 'ky', transport: 'wa_dialog', phone: '+996 700 112 233' })
        await visitor.say('Саламатсызбы! 3 бөтөлкө керек')
        await visitor.page.getByRole('button', { name: 'Side by side' }).click()
        await visitor.say('Киев көчөсү 95, 7-батир')
        await visitor.page.mouse.move(0, 0)
        await visitor.page.waitForTimeout(700)
        await take('-side-by-side')
      }
      await visitor.leave()
    }
  }
} finally {
  await browser.close()
  await bot.stop()
}
