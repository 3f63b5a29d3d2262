export type Locale = 'ru' | 'ky' | 'en'

export const locales: readonly Locale[] = ['ru', 'ky', 'en']
