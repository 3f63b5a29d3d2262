import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { understood } from '../../../test/mean.ts'
import { explain, rules } from './rules.ts'

describe('why a message was taken as it was', () => {
  it('is told in plain words', () => {
    expect(explain(understood('две бутыли завтра', 'bottles').because, 'ru')).toBe(
      '«две бутыли» — количество; «завтра» — пожелание для курьера',
    )
    expect(explain(understood('үч бөтөлкө', 'bottles').because, 'ru')).toBe('«үч бөтөлкө» — количество')
    expect(explain(understood('yes, but the address is wrong', 'confirmation').because, 'en')).toContain('a correction')
    expect(explain(understood('Токтогула', 'address').because, 'en')).toBe(
      '“Токтогула” — a street or district without a house',
    )
    expect(explain([{ rule: 'blank', words: '' }], 'ru')).toBe('пустое сообщение')
  })

  it('names a rule that it does not know as it is', () => {
    expect(explain([{ rule: 'constructor', words: 'x' }], 'en')).toBe('“x” — constructor')
  })

  it('has every rule in the README', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
    for (const [rule, { en }] of Object.entries(rules))
      expect(readme).toMatch(new RegExp(`\\| \`${rule}\` +\\| ${en.replace(/[.*+?^$()|[\]{}]/g, '\\$&')} +\\|`))
  })
})
