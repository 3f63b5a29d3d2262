import { describe, expect, it } from 'vitest'
import { readMedia } from './media.ts'

describe('readMedia', () => {
  it('reads both forms of attachments', () => {
    const attachments = [
      { name: 'a.docx', link: 'https://files.example/a.docx' },
      { content_type: 'audio/ogg', file: { url: 'https://files.example/b' } },
    ]
    expect(readMedia({ attachments })).toEqual([
      { kind: 'document', url: 'https://files.example/a.docx', name: 'a.docx' },
      { kind: 'voice', url: 'https://files.example/b' },
    ])
  })

  it('counts a photo that is also an attachment once', () => {
    const attachments = [{ name: 'p.jpg', link: 'https://files.example/x/p.jpg' }]
    expect(readMedia({ photo: 'x/p.jpg', attachments })).toEqual([{ kind: 'photo', url: 'x/p.jpg', name: 'p.jpg' }])
  })

  it('knows a sticker by its file', () => {
    expect(readMedia({ photo: 'https://files.example/s.webp' })).toEqual([
      { kind: 'sticker', url: 'https://files.example/s.webp' },
    ])
  })

  it('drops addresses that are not web addresses', () => {
    expect(
      readMedia({
        photo: 'javascript:alert(1)',
        audio: 'file:///etc/passwd',
        video: 5,
        pdf: '',
        attachments: [null, 1, {}],
      }),
    ).toEqual([])
  })
})
