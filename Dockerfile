# The bot for production: TypeScript sources on Node through tsx, one image for the server and the workers.

FROM node:24-alpine AS dependencies
WORKDIR /app
RUN npm install --global pnpm@12
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/bot/package.json apps/bot/
COPY packages/chat2desk/package.json packages/chat2desk/
COPY packages/dialog/package.json packages/dialog/
# Hoisted, because the peers of @shoro/dialog (xstate, bullmq, ioredis, drizzle-orm) are dependencies of the bot.
RUN pnpm install --prod --frozen-lockfile --shamefully-hoist --filter "@shoro/bot..."

FROM node:24-alpine
ENV NODE_ENV=production
WORKDIR /app
COPY --from=dependencies /app ./
COPY packages/chat2desk/src packages/chat2desk/src
COPY packages/dialog/src packages/dialog/src
COPY apps/bot/src apps/bot/src
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# A worker is the same image with the command: node --import tsx apps/bot/src/worker.ts
CMD ["node", "--import", "tsx", "apps/bot/src/server.ts"]
