import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'
import { Hono } from 'hono'

interface Served {
  body: string
  type: string
  etag: string
}

const folder = fileURLToPath(new URL('page', import.meta.url))
/** The package itself: Node resolves to a build of its own. */
const litFolder = fileURLToPath(import.meta.resolve('lit-html')).replace(/(lit-html)(?!.*lit-html[\\/])[\\/].*$/, '$1')

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}

/**
 * The page at `/playground` and what it loads from `/playground/<file>`: TypeScript with its types taken out, one file
 * one module. `styles` are hashes of styles that the page puts in besides its own files.
 */
export function pageRoutes(styles: () => Promise<readonly string[]>): Hono {
  const routes = new Hono()
  const kept = new Map<string, Promise<Served>>()

  /** Each file is read once: a changed one is seen by the next start. */
  const fileAt = (path: string): Promise<Served> => {
    const reading = kept.get(path) ?? read(path)
    kept.set(path, reading)
    // Guessed names must not fill the memory.
    reading.catch(() => kept.delete(path))
    return reading
  }

  const serve = async (path: string, given: string | undefined, policy?: string) => {
    const { body, type, etag } = await fileAt(path)
    const headers = {
      etag,
      'cache-control': 'no-cache',
      vary: 'Accept-Encoding',
      ...(policy !== undefined && { 'content-security-policy': policy }),
    }
    // A server that compressed the body has weakened the tag.
    if (given?.replace(/^W\//, '') === etag) return new Response(null, { status: 304, headers })
    return new Response(body, { headers: { ...headers, 'content-type': type } })
  }

  routes.get('/playground', async (c) =>
    serve(join(folder, 'index.html'), c.req.header('if-none-match'), policyOf(await styles())),
  )
  routes.get('/playground/vendor/lit-html/:file{[\\w-]+(?:/[\\w-]+)?\\.js}', async (c) => {
    const path = join(litFolder, c.req.param('file'))
    return serve(path, c.req.header('if-none-match')).catch(() => c.notFound())
  })
  routes.get('/playground/:file{[\\w-]+(?:/[\\w-]+)*\\.(?:ts|css|svg)}', async (c) => {
    const path = join(folder, c.req.param('file'))
    return serve(path, c.req.header('if-none-match')).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return c.notFound()
      throw error
    })
  })
  return routes
}

/** Scripts, styles and calls of this server alone; nobody may frame the page. */
function policyOf(styles: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${styles.join(' ')}`.trim(),
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

async function read(path: string): Promise<Served> {
  const source = await readFile(path, 'utf8')
  const extension = extname(path)
  const body = extension === '.ts' ? await asScript(source) : source
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`
  return { body, type: types[extension] ?? 'application/octet-stream', etag }
}

async function asScript(source: string): Promise<string> {
  const { code } = await transform(source, {
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
    minifyWhitespace: true,
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  })
  // A browser finds no packages: they are served beside the page.
  return code.replace(
    /\b(from|import)(\s*\(?\s*)(["'])lit-html(?:\/([\w/-]+\.js))?\3/g,
    (_, word: string, gap: string, quote: string, file = 'lit-html.js') =>
      `${word}${gap}${quote}/playground/vendor/lit-html/${file}${quote}`,
  )
}
